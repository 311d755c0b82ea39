"""Activations and attention."""

ROWS = [
    ("F.glu(o(3))", RuntimeError, "Halving dimension must be even, but dimension 0 is size 3"),
    ("F.glu(o(2), 1)", IndexError, "Dimension out of range (expected to be in range of [-1, 0], but got 1)"),
    ("F.glu(t(1.))", RuntimeError, "glu does not support scalars because halving size must be even"),
    (
        "F.prelu(o(2, 3), o(2))",
        RuntimeError,
        "Mismatch of parameter numbers and input channel size. Found parameter numbers = 2 and chan",
    ),
    ("F.prelu(o(2), 3)", TypeError, "prelu(): argument 'weight' (position 2) must be Tensor, not int"),
    ('F.gelu(o(2), approximate="bad")', RuntimeError, "approximate argument must be either none or tanh."),
    ("F.gelu(a(2))", NotImplementedError),
    ("F.hardtanh(o(2), 1, -1)", ValueError, "min_val cannot be greater than max_val"),
    ("F.softplus(a(2))", NotImplementedError),
    ('F.threshold(o(2), "a", 1)', TypeError, "threshold(): argument 'threshold' (position 2) must be Number, not str"),
    (
        'F.leaky_relu(o(2), "a")',
        TypeError,
        "leaky_relu(): argument 'negative_slope' (position 2) must be Number, not str",
    ),
    ("F.rrelu(o(2), 1, 0)", RuntimeError, "Lower bound should be less than or equal to the upper"),
    ("F.celu(o(2), 0)", RuntimeError, "ZeroDivisionError: alpha cannot be 0 for CELU"),
    ("F.softshrink(o(2), -1)", RuntimeError),
    ("F.relu(o(2) * 1j)", NotImplementedError),
    ("F.relu(o(2) > 0)", RuntimeError),
    ('F.relu("a")', TypeError, "relu(): argument 'input' (position 1) must be Tensor, not str"),
    (
        "F.scaled_dot_product_attention(o(2, 3), o(2, 4), o(2, 4))",
        RuntimeError,
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x2)",
    ),
    (
        "F.scaled_dot_product_attention(o(2, 3), o(2, 3), o(2, 3), attn_mask=o(5, 5))",
        RuntimeError,
        "The size of tensor a (2) must match the size of tensor b (5) at non-singleton dimension",
    ),
    ("F.scaled_dot_product_attention(o(2, 3), o(2, 3), o(2, 3), attn_mask=o(2, 2) > 0, is_causal=True)", RuntimeError),
    ("F.scaled_dot_product_attention(o(2, 3), o(2, 3).double(), o(2, 3))", RuntimeError),
    ("nn.MultiheadAttention(5, 2)", AssertionError, "embed_dim must be divisible by num_heads"),
    (
        "nn.MultiheadAttention(4, 0)",
        ValueError,
        "embed_dim and num_heads must be greater than 0, got embed_dim=4 and num_heads=0 instead",
    ),
]

"""The calls that the tests of `nn` make and whose results under PyTorch stand in tests/golden/nn.json.

Every case is an expression. `x(*shape)` gives a leaf of float64 values that depend on nothing but the case, `i(high,
*shape)` integers below `high`, `t(values)` a tensor of given values.
"""

from __future__ import annotations

from typing import Any

from draws import Draws, names


def _record(value: Any) -> dict[str, Any]:
    """Shape, type and values of a tensor, short enough to be kept in a file."""
    flat = value.detach().reshape(-1).tolist()
    numbers = [float(f"{entry:.7g}") if isinstance(entry, float) else entry for entry in flat]
    return {"shape": list(value.shape), "dtype": str(value.dtype).split(".")[-1], "values": numbers}


def _outputs(result: Any) -> list[Any]:
    return [entry for entry in (result if isinstance(result, tuple) else (result,)) if entry is not None]


def _gradients(outputs: list[Any], leaves: list[Any]) -> list[dict[str, Any] | None]:
    """Gradients of a weighted sum of the outputs."""
    total = 0.0
    for output in outputs:
        if output.requires_grad:
            flat = output.reshape(-1).double()
            total = total + sum((i % 5 + 1.0) * entry for i, entry in enumerate(flat.unbind()))
    if not isinstance(total, float):
        total.backward()
    return [None if leaf.grad is None else _record(leaf.grad) for leaf in leaves]


def run_function(torch: Any, case: str) -> dict[str, Any]:
    """Outputs and gradients of a case of FUNCTIONS."""
    draws = Draws(torch)
    outputs = _outputs(eval(case, names(torch, draws)))
    gradients = _gradients(outputs, draws.leaves)
    return {"outputs": [_record(output) for output in outputs], "gradients": gradients}


def run_random(torch: Any, case: str) -> dict[str, Any]:
    """The output of a case of RANDOM."""
    torch.manual_seed(0)
    return _record(eval(case, names(torch, Draws(torch))))


def built(torch: Any, layer: str, scope: dict[str, Any]) -> Any:
    """The layer, with the parameters that the CPU draws, where new tensors are."""
    with torch.device("cpu"):
        module = eval(layer, scope)
    return module.to(torch.get_default_device())


def run_layer(torch: Any, layer: str, arguments: str) -> dict[str, Any]:
    """Repr, state, outputs and gradients of a case of LAYERS."""
    torch.manual_seed(0)
    draws = Draws(torch)
    scope = names(torch, draws)
    module = built(torch, layer, scope)
    start = {key: _record(value) for key, value in module.state_dict().items()}
    outputs = _outputs(eval(f"module({arguments})", {**scope, "module": module}))
    parameters = list(module.parameters())
    return {
        "repr": repr(module),
        "start": start,
        "gradients": _gradients(outputs, draws.leaves + parameters),
        "outputs": [_record(output) for output in outputs],
        "end": {key: _record(value) for key, value in module.state_dict().items()},
    }


def shown(torch: Any, layer: str) -> str:
    """The repr of a case of SHOWN."""
    with torch.device("cpu"):
        return repr(eval(layer, names(torch, Draws(torch))))


FUNCTIONS = [
    # Activations.
    "F.relu(x(2, 3))",
    "F.relu(x(2, 3) * 1, inplace=True)",
    "F.relu6(x(2, 3, high=9.0))",
    "F.threshold(x(2, 3), 0.5, -7.0)",
    "F.elu(x(2, 3), 0.7)",
    "F.selu(x(2, 3))",
    "F.celu(x(2, 3), 0.7)",
    "F.gelu(x(2, 3))",
    "F.gelu(x(2, 3), approximate='tanh')",
    "F.silu(x(2, 3))",
    "F.mish(x(2, 3))",
    "F.softplus(x(2, 3), beta=2.0, threshold=3.0)",
    "F.hardtanh(x(2, 3), -0.5, 0.7)",
    "F.hardswish(x(2, 4) * 3)",
    "F.hardsigmoid(x(2, 4) * 3)",
    "F.leaky_relu(x(2, 3), 0.2)",
    "F.prelu(x(2, 3, 2), x(3))",
    "F.rrelu(x(2, 3))",
    "F.glu(x(2, 4))",
    "F.glu(x(4, 3), dim=0)",
    "F.logsigmoid(x(2, 3))",
    "F.softsign(x(2, 3))",
    "F.tanhshrink(x(2, 3))",
    "F.hardshrink(x(2, 3), 0.8)",
    "F.softshrink(x(2, 3), 0.3)",
    "F.softmax(x(2, 3), dim=1)",
    "F.softmax(x(2, 3), dim=0, dtype=torch.float32)",
    "F.softmin(x(2, 3), dim=-1)",
    "F.log_softmax(x(2, 3), dim=1)",
    # Linear maps and tables.
    "F.linear(x(2, 3), x(4, 3), x(4))",
    "F.linear(x(3), x(4, 3))",
    "F.bilinear(x(2, 3), x(2, 2), x(4, 3, 2), x(4))",
    "F.embedding(i(5, 2, 3), x(5, 2))",
    "F.embedding(i(3, 6), x(3, 2), padding_idx=1)",
    "F.embedding(i(3, 6), x(3, 2), padding_idx=-1, scale_grad_by_freq=True)",
    "F.embedding(i(3, 4), x(3, 2).detach(), max_norm=1.0)",
    "F.embedding_bag(i(5, 2, 3), x(5, 2))",
    "F.embedding_bag(i(5, 6), x(5, 2), t([0, 2, 2]), mode='sum')",
    "F.embedding_bag(i(5, 6), x(5, 2), t([0, 2, 4]), mode='max')",
    "F.embedding_bag(i(5, 2, 3), x(5, 2), mode='sum', per_sample_weights=x(2, 3))",
    "F.embedding_bag(i(3, 2, 3), x(3, 2), padding_idx=1)",
    "F.one_hot(t([0, 2, 1]))",
    "F.one_hot(t([[0], [2]]), 4)",
    # Convolutions.
    "F.conv1d(x(2, 3, 7), x(4, 3, 3), x(4), stride=2, padding=1)",
    "F.conv1d(x(3, 7), x(4, 3, 2), dilation=2)",
    "F.conv1d(x(1, 2, 6), x(3, 2, 4), padding='same')",
    "F.conv2d(x(2, 4, 5, 6), x(6, 2, 3, 2), x(6), stride=(2, 1), padding=(1, 0), groups=2)",
    "F.conv2d(x(1, 2, 5, 5), x(2, 2, 3, 3), dilation=2, padding=2)",
    "F.conv3d(x(1, 2, 3, 4, 4), x(2, 2, 2, 2, 3), x(2))",
    "F.conv_transpose1d(x(2, 3, 4), x(3, 2, 3), x(2), stride=2, padding=1, output_padding=1)",
    "F.conv_transpose2d(x(1, 4, 3, 3), x(4, 2, 3, 2), stride=2, groups=2, dilation=(1, 2))",
    "F.conv_transpose3d(x(1, 2, 2, 2, 2), x(2, 1, 2, 2, 2), stride=2)",
    # Pooling.
    "F.max_pool1d(x(2, 3, 7), 3, stride=2, padding=1)",
    "F.max_pool1d(x(1, 2, 7), 2, return_indices=True)",
    "F.max_pool2d(x(1, 2, 5, 6), 2)",
    "F.max_pool2d(x(2, 5, 6), (3, 2), stride=2, padding=(1, 0), ceil_mode=True)",
    "F.max_pool2d(x(1, 1, 5, 6), 2, dilation=2, stride=1, return_indices=True)",
    "F.max_pool3d(x(1, 1, 4, 4, 5), 2, return_indices=True)",
    "F.avg_pool1d(x(2, 3, 7), 3, stride=2, padding=1)",
    "F.avg_pool2d(x(1, 2, 5, 6), (3, 2), stride=2, padding=1, count_include_pad=False)",
    "F.avg_pool2d(x(1, 2, 5, 5), 2, ceil_mode=True, divisor_override=3)",
    "F.avg_pool3d(x(1, 1, 4, 4, 5), 2)",
    "F.adaptive_max_pool1d(x(1, 2, 7), 3)",
    "F.adaptive_max_pool2d(x(1, 2, 5, 6), (2, None), return_indices=True)",
    "F.adaptive_max_pool3d(x(1, 1, 4, 3, 5), 2)",
    "F.adaptive_avg_pool1d(x(1, 2, 7), 3)",
    "F.adaptive_avg_pool2d(x(1, 2, 5, 6), (None, 4))",
    "F.adaptive_avg_pool3d(x(1, 1, 4, 3, 5), 2)",
    "F.lp_pool1d(x(1, 2, 6, low=0.1), 3, 2)",
    "F.lp_pool2d(x(1, 2, 4, 4), 2.0, (2, 3), stride=1)",
    "F.lp_pool3d(x(1, 1, 2, 4, 4), float('inf'), 2)",
    "F.max_unpool1d(*F.max_pool1d(x(1, 2, 7), 2, return_indices=True), 2, output_size=[7])",
    "F.max_unpool2d(*F.max_pool2d(x(1, 1, 4, 6), 2, return_indices=True), 2)",
    # Normalization.
    "F.batch_norm(x(4, 3), None, None, x(3), x(3), training=True)",
    "F.batch_norm(x(2, 3, 4), t([0.1, 0.2, 0.3]), t([1.0, 2.0, 3.0]), x(3), x(3), eps=1e-3)",
    "F.instance_norm(x(2, 3, 4), weight=x(3), bias=x(3))",
    "F.layer_norm(x(2, 3, 4), (3, 4), x(3, 4), x(3, 4))",
    "F.layer_norm(x(2, 5), (5,), x(5))",
    "F.group_norm(x(2, 4, 3), 2, x(4), x(4))",
    "F.rms_norm(x(2, 5), (5,), x(5))",
    "F.rms_norm(x(2, 5), (5,), eps=0.1)",
    "F.local_response_norm(x(2, 5, 3), 3, alpha=0.5, beta=0.6)",
    "F.local_response_norm(x(2, 5, 3, 2), 2, alpha=0.5, k=2.0)",
    "F.normalize(x(2, 3))",
    "F.normalize(x(2, 3), p=1.0, dim=0)",
    # Regression losses.
    "F.mse_loss(x(2, 3), x(2, 3))",
    "F.mse_loss(x(2, 3), x(2, 3), reduction='none')",
    "F.mse_loss(x(2, 3), x(2, 3), weight=x(2, 3, low=0.5))",
    "F.l1_loss(x(2, 3), x(2, 3), reduction='sum')",
    "F.l1_loss(x(2, 3), x(2, 3), weight=x(2, 3, low=0.5))",
    "F.smooth_l1_loss(x(2, 3), x(2, 3), beta=0.5)",
    "F.smooth_l1_loss(x(2, 3), x(2, 3), beta=0.0)",
    "F.huber_loss(x(2, 3), x(2, 3), delta=0.5)",
    "F.huber_loss(x(2, 3), x(2, 3), weight=x(2, 3), reduction='sum')",
    # Likelihoods.
    "F.cross_entropy(x(4, 3), t([0, 2, 1, 1]))",
    "F.cross_entropy(x(3), t(2))",
    "F.cross_entropy(x(4, 3), t([0, 2, -100, 1]), weight=t([0.5, 1.0, 2.0]), label_smoothing=0.1)",
    "F.cross_entropy(x(2, 3, 4), i(3, 2, 4), reduction='none', ignore_index=1)",
    "F.cross_entropy(x(4, 3), F.softmax(x(4, 3), 1), weight=t([0.5, 1.0, 2.0]))",
    "F.cross_entropy(x(4, 3), F.softmax(x(4, 3), 1), label_smoothing=0.2, reduction='sum')",
    "F.nll_loss(F.log_softmax(x(4, 3), 1), t([0, 2, 1, 1]), weight=t([0.5, 1.0, 2.0]))",
    "F.nll_loss(x(2, 3, 2, 2), i(3, 2, 2, 2), ignore_index=0)",
    "F.nll_loss(x(2, 3, 2), i(3, 2, 2), reduction='sum')",
    "F.nll_loss(x(3), t(1))",
    "F.poisson_nll_loss(x(2, 3), x(2, 3, low=0.0, high=5.0).detach(), full=True)",
    "F.poisson_nll_loss(x(2, 3, low=0.1), t([[0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]), log_input=False, reduction='sum')",
    "F.gaussian_nll_loss(x(2, 3), x(2, 3), x(2, 3, low=0.2), full=True)",
    "F.gaussian_nll_loss(x(2, 3), x(2, 3), x(2, low=0.2), reduction='none')",
    "F.kl_div(F.log_softmax(x(2, 3), 1), F.softmax(x(2, 3), 1), reduction='batchmean')",
    "F.kl_div(x(2, 3), x(2, 3), log_target=True, reduction='sum')",
    "F.binary_cross_entropy(torch.sigmoid(x(2, 3)), x(2, 3, low=0.0, high=1.0).detach(), weight=t([1.0, 2.0, 0.5]))",
    "F.binary_cross_entropy_with_logits(x(2, 3), x(2, 3, low=0.0, high=1.0).detach())",
    "F.binary_cross_entropy_with_logits(x(2, 3), t([[0.0, 1.0, 1.0]] * 2), pos_weight=t([1.0, 2.0, 3.0]))",
    # Margins.
    "F.hinge_embedding_loss(x(2, 3), t([[1, -1, 1], [-1, -1, 1]]), margin=0.7)",
    "F.margin_ranking_loss(x(4), x(4), t([1, -1, 1, -1]), margin=0.3)",
    "F.soft_margin_loss(x(2, 3), t([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]]))",
    "F.multilabel_margin_loss(x(2, 4), t([[3, 0, -1, 1], [1, -1, 0, 0]]))",
    "F.multilabel_soft_margin_loss(x(2, 3), t([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]), weight=t([1.0, 2.0, 0.5]))",
    "F.multi_margin_loss(x(3, 4), t([1, 0, 3]), p=2, margin=0.5, weight=t([1.0, 2.0, 0.5, 1.0]))",
    "F.cosine_embedding_loss(x(3, 4), x(3, 4), t([1, -1, -1]), margin=0.1)",
    "F.triplet_margin_loss(x(3, 4), x(3, 4), x(3, 4), swap=True)",
    "F.triplet_margin_with_distance_loss(x(3, 4), x(3, 4), x(3, 4), swap=True, reduction='sum')",
    # Distances.
    "F.cosine_similarity(x(3, 4), x(3, 4))",
    "F.cosine_similarity(x(3, 4), x(1, 4), dim=0)",
    "F.pairwise_distance(x(3, 4), x(3, 4), p=3.0, keepdim=True)",
    # Images.
    "F.pad(x(2, 3), (1, 2, 0, 1), value=0.5)",
    "F.pad(x(1, 2, 5), (2, -1))",
    "F.pad(x(1, 2, 5), (2, 3), mode='reflect')",
    "F.pad(x(1, 1, 3, 4), (1, 2, 2, 1), mode='replicate')",
    "F.pad(x(1, 1, 3, 4), (1, 2, 2, 1), mode='circular')",
    "F.unfold(x(1, 2, 4, 5), (2, 3), padding=1, stride=2)",
    "F.fold(x(1, 8, 6), (3, 4), 2)",
    "F.pixel_shuffle(x(1, 4, 2, 3), 2)",
    "F.pixel_unshuffle(x(1, 1, 4, 6), 2)",
    "F.channel_shuffle(x(1, 4, 2), 2)",
    # Attention.
    "F.scaled_dot_product_attention(x(2, 3, 4), x(2, 5, 4), x(2, 5, 2))",
    "F.scaled_dot_product_attention(x(2, 4, 4), x(2, 4, 4), x(2, 4, 2), is_causal=True, scale=0.3)",
    "F.scaled_dot_product_attention(x(2, 4), x(3, 4), x(3, 2), attn_mask=t([[True, False, True], [False] * 3]))",
    "F.scaled_dot_product_attention(x(1, 2, 4), x(1, 3, 4), x(1, 3, 2), attn_mask=x(2, 3).detach())",
    "F.scaled_dot_product_attention(x(1, 4, 2, 4), x(1, 2, 3, 4), x(1, 2, 3, 2), enable_gqa=True)",
]

# Functions that may be absent: the test skips those that raise NotImplementedError for want of the operation.
OPTIONAL_FUNCTIONS = [
    "F.interpolate(x(1, 2, 4), scale_factor=2.0)",
    "F.interpolate(x(1, 2, 4), size=3, mode='linear')",
    "F.interpolate(x(1, 1, 3, 4), size=(5, 2))",
    "F.interpolate(x(1, 1, 3, 4), scale_factor=(2.0, 1.5), mode='bilinear', align_corners=True)",
    "F.interpolate(x(1, 1, 3, 4), size=(5, 2), mode='bilinear')",
    "F.interpolate(x(1, 1, 3, 4), scale_factor=1.7, mode='bicubic', recompute_scale_factor=True)",
    "F.interpolate(x(1, 1, 3, 4), size=(2, 2), mode='area')",
    "F.interpolate(x(1, 1, 3, 4), size=(5, 7), mode='nearest-exact')",
    "F.interpolate(x(1, 1, 6, 5), size=(3, 2), mode='bilinear', antialias=True)",
    "F.interpolate(x(1, 1, 2, 3, 2), scale_factor=2, mode='trilinear')",
    "F.grid_sample(x(1, 1, 3, 4), x(1, 2, 2, 2), align_corners=False)",
    "F.grid_sample(x(1, 1, 3, 4), x(1, 2, 2, 2), mode='nearest', padding_mode='border', align_corners=True)",
    "F.affine_grid(x(1, 2, 3), (1, 1, 2, 3), align_corners=False)",
    "F.ctc_loss(F.log_softmax(x(5, 2, 4), -1), t([[1, 2], [3, 3]]), t([5, 5]), t([2, 2]))",
    "F.pdist(x(4, 3))",
    "F.max_unpool3d(*F.max_pool3d(x(1, 1, 4, 4, 4), 2, return_indices=True), 2)",
    "F.fractional_max_pool2d(x(1, 1, 5, 5), 2, output_size=3, _random_samples=t([[[0.3, 0.6]]]))",
]

# Draws: the same numbers as PyTorch's for the same seed. The test sets the seed before each.
RANDOM = [
    "F.dropout(torch.ones(40), 0.3)",
    "F.dropout(torch.ones(4, 5), 0.5, inplace=True)",
    "F.dropout2d(torch.ones(2, 6, 2, 2), 0.5)",
    "F.dropout1d(torch.ones(6, 3), 0.5)",
    "F.dropout3d(torch.ones(1, 6, 1, 1, 2), 0.5)",
    "F.alpha_dropout(torch.ones(20), 0.4, training=True)",
    "F.feature_alpha_dropout(torch.ones(2, 5, 3), 0.4, training=True)",
    "F.rrelu(-torch.ones(12), training=True)",
    "F.gumbel_softmax(torch.zeros(3, 4))",
    "F.gumbel_softmax(torch.zeros(3, 4), tau=0.5, hard=True)",
    "nn.init.uniform_(torch.empty(7), -1.0, 3.0)",
    "nn.init.normal_(torch.empty(4, 5), 1.0, 2.0)",
    "nn.init.trunc_normal_(torch.empty(4, 5), std=2.0, a=-1.0, b=3.0)",
    "nn.init.trunc_normal_(torch.empty(4, 5), std=2.0, a=1.0, b=1.5)",
    "nn.init.xavier_uniform_(torch.empty(3, 4), gain=2.0)",
    "nn.init.xavier_normal_(torch.empty(3, 4, 2))",
    "nn.init.kaiming_uniform_(torch.empty(3, 4), a=0.3, mode='fan_out')",
    "nn.init.kaiming_normal_(torch.empty(3, 4, 2), nonlinearity='relu')",
    "nn.init.sparse_(torch.empty(5, 4), 0.4)",
    "nn.init.constant_(torch.empty(3), 0.5)",
    "nn.init.eye_(torch.empty(2, 3))",
    "nn.init.dirac_(torch.empty(4, 2, 3), groups=2)",
    "nn.init.dirac_(torch.empty(2, 2, 3, 2))",
]

# Layers: the constructor, and arguments to call the layer with. Seeded before the constructor; compared are the repr,
# the state dict and, in training mode, the output and the gradients.
LAYERS = [
    ("nn.Identity(3, unused=4)", "x(2)"),
    ("nn.Linear(3, 4)", "x(2, 3).float()"),
    ("nn.Linear(3, 4, bias=False, dtype=torch.float64)", "x(2, 3)"),
    ("nn.Bilinear(3, 2, 4, dtype=torch.float64)", "x(2, 3), x(2, 2)"),
    ("nn.Flatten()", "x(2, 3, 2)"),
    ("nn.Unflatten(1, (2, 3))", "x(2, 6)"),
    ("nn.Conv1d(2, 3, 3, stride=2, padding=1, dtype=torch.float64)", "x(1, 2, 6)"),
    ("nn.Conv1d(2, 2, 4, padding='same', padding_mode='reflect', dtype=torch.float64)", "x(1, 2, 6)"),
    ("nn.Conv2d(2, 4, (3, 2), groups=2, bias=False, dilation=(1, 2), dtype=torch.float64)", "x(1, 2, 4, 5)"),
    ("nn.Conv2d(2, 3, 3, padding=(1, 2), padding_mode='circular', dtype=torch.float64)", "x(1, 2, 4, 5)"),
    ("nn.Conv3d(1, 2, 2, padding='valid', dtype=torch.float64)", "x(1, 1, 3, 3, 3)"),
    ("nn.ConvTranspose1d(2, 3, 3, stride=2, dtype=torch.float64)", "x(1, 2, 3), [8]"),
    ("nn.ConvTranspose2d(2, 2, 3, stride=2, padding=1, output_padding=1, dtype=torch.float64)", "x(1, 2, 2, 3)"),
    ("nn.ConvTranspose3d(1, 2, 2, bias=False, dtype=torch.float64)", "x(1, 1, 2, 2, 2)"),
    ("nn.MaxPool1d(2)", "x(1, 2, 5)"),
    ("nn.MaxPool2d((3, 2), stride=(2, 1), padding=1)", "x(1, 2, 5, 5)"),
    ("nn.MaxPool3d(2, ceil_mode=True)", "x(1, 1, 3, 3, 3)"),
    ("nn.AvgPool1d(3, stride=2, padding=1)", "x(1, 2, 5)"),
    ("nn.AvgPool2d(2, count_include_pad=False)", "x(1, 2, 4, 5)"),
    ("nn.AvgPool3d(2)", "x(1, 1, 2, 4, 2)"),
    ("nn.LPPool1d(2, 3, stride=2)", "x(1, 2, 7)"),
    ("nn.LPPool2d(2, 2)", "x(1, 1, 4, 4)"),
    ("nn.AdaptiveMaxPool1d(2)", "x(1, 2, 5)"),
    ("nn.AdaptiveMaxPool2d((None, 2))", "x(1, 1, 3, 5)"),
    ("nn.AdaptiveAvgPool1d(2)", "x(1, 2, 5)"),
    ("nn.AdaptiveAvgPool2d(2)", "x(1, 1, 3, 5)"),
    ("nn.AdaptiveAvgPool3d((1, None, 2))", "x(1, 1, 2, 3, 5)"),
    ("nn.BatchNorm1d(3, dtype=torch.float64)", "x(4, 3)"),
    ("nn.BatchNorm2d(2, momentum=None, dtype=torch.float64)", "x(2, 2, 3, 2)"),
    ("nn.BatchNorm3d(2, affine=False, track_running_stats=False, eps=1e-3)", "x(2, 2, 1, 2, 2)"),
    ("nn.InstanceNorm1d(2)", "x(2, 4)"),
    ("nn.InstanceNorm2d(2, affine=True, track_running_stats=True, dtype=torch.float64)", "x(2, 2, 3, 2)"),
    ("nn.LayerNorm((2, 3), dtype=torch.float64)", "x(4, 2, 3)"),
    ("nn.LayerNorm(3, bias=False, dtype=torch.float64)", "x(4, 3)"),
    ("nn.GroupNorm(2, 4, dtype=torch.float64)", "x(2, 4, 3)"),
    ("nn.RMSNorm(3, dtype=torch.float64)", "x(2, 3)"),
    ("nn.LocalResponseNorm(2)", "x(1, 4, 3)"),
    ("nn.ReLU(inplace=True)", "x(4) * 1"),
    ("nn.ReLU6()", "x(4)"),
    ("nn.ELU(0.5)", "x(4)"),
    ("nn.CELU(0.5)", "x(4)"),
    ("nn.SELU()", "x(4)"),
    ("nn.GELU('tanh')", "x(4)"),
    ("nn.SiLU()", "x(4)"),
    ("nn.Mish()", "x(4)"),
    ("nn.Hardswish()", "x(4)"),
    ("nn.Hardsigmoid()", "x(4)"),
    ("nn.Hardtanh(-0.5, 1.5)", "x(4)"),
    ("nn.Hardshrink()", "x(4)"),
    ("nn.Softshrink(0.3)", "x(4)"),
    ("nn.LeakyReLU(0.2, inplace=True)", "x(4) * 1"),
    ("nn.RReLU()", "-x(9, low=0.5).float()"),
    ("nn.PReLU(2, dtype=torch.float64)", "x(1, 2, 3)"),
    ("nn.Sigmoid()", "x(4)"),
    ("nn.LogSigmoid()", "x(4)"),
    ("nn.Tanh()", "x(4)"),
    ("nn.Tanhshrink()", "x(4)"),
    ("nn.Softplus(2)", "x(4)"),
    ("nn.Softsign()", "x(4)"),
    ("nn.Threshold(0.1, 20)", "x(4)"),
    ("nn.GLU()", "x(4)"),
    ("nn.Softmax(dim=1)", "x(2, 3)"),
    ("nn.Softmin(1)", "x(2, 3)"),
    ("nn.LogSoftmax(0)", "x(2, 3)"),
    ("nn.Softmax2d()", "x(1, 3, 2, 1)"),
    ("nn.Dropout(0.4)", "x(30).float()"),
    ("nn.Dropout1d()", "x(2, 3, 2).float()"),
    ("nn.Dropout2d(0.3, inplace=True)", "x(1, 6, 1, 2).float() * 1"),
    ("nn.Dropout3d()", "x(1, 6, 1, 1, 2).float()"),
    ("nn.AlphaDropout(0.2)", "x(20).float()"),
    ("nn.FeatureAlphaDropout(0.2)", "x(2, 5, 2).float()"),
    ("nn.Embedding(5, 3, padding_idx=-2)", "i(5, 2, 2)"),
    ("nn.Embedding(5, 3, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True)", "i(5, 4)"),
    ("nn.Embedding.from_pretrained(t([[1.0, 2.0], [3.0, 4.0]]))", "t([1, 0])"),
    ("nn.EmbeddingBag(5, 3, mode='sum', padding_idx=1)", "i(5, 2, 3)"),
    ("nn.L1Loss()", "x(2, 3), x(2, 3)"),
    ("nn.MSELoss(reduction='sum')", "x(2, 3), x(2, 3)"),
    ("nn.SmoothL1Loss(beta=0.5)", "x(2, 3), x(2, 3)"),
    ("nn.HuberLoss(delta=0.5)", "x(2, 3), x(2, 3)"),
    ("nn.NLLLoss(t([1.0, 2.0, 0.5]))", "x(2, 3), t([0, 2])"),
    ("nn.CrossEntropyLoss(t([1.0, 2.0, 0.5]), label_smoothing=0.1)", "x(2, 3), t([0, 2])"),
    ("nn.PoissonNLLLoss()", "x(2, 3), x(2, 3)"),
    ("nn.GaussianNLLLoss(full=True)", "x(2, 3), x(2, 3), x(2, 3, low=0.5)"),
    ("nn.KLDivLoss(reduction='batchmean', log_target=True)", "x(2, 3), x(2, 3)"),
    ("nn.BCELoss()", "torch.sigmoid(x(4)), t([1.0, 0.0, 1.0, 0.0])"),
    ("nn.BCEWithLogitsLoss(pos_weight=t([2.0, 1.0]))", "x(2, 2), t([[1.0, 0.0], [1.0, 1.0]])"),
    ("nn.HingeEmbeddingLoss(0.5)", "x(3), t([1, -1, 1])"),
    ("nn.MultiLabelMarginLoss()", "x(1, 3), t([[1, -1, 0]])"),
    ("nn.SoftMarginLoss()", "x(3), t([1.0, -1.0, 1.0])"),
    ("nn.MultiLabelSoftMarginLoss()", "x(1, 3), t([[1.0, 0.0, 1.0]])"),
    ("nn.CosineEmbeddingLoss(0.1)", "x(2, 3), x(2, 3), t([1, -1])"),
    ("nn.MarginRankingLoss(0.1)", "x(3), x(3), t([1, -1, 1])"),
    ("nn.MultiMarginLoss(p=2, margin=0.5)", "x(2, 3), t([0, 2])"),
    ("nn.TripletMarginLoss(swap=True)", "x(2, 3), x(2, 3), x(2, 3)"),
    ("nn.TripletMarginWithDistanceLoss(margin=0.5)", "x(2, 3), x(2, 3), x(2, 3)"),
    ("nn.PairwiseDistance(p=1.0, keepdim=True)", "x(2, 3), x(2, 3)"),
    ("nn.CosineSimilarity(dim=0)", "x(2, 3), x(2, 3)"),
    ("nn.PixelShuffle(2)", "x(1, 4, 1, 2)"),
    ("nn.PixelUnshuffle(2)", "x(1, 1, 2, 4)"),
    ("nn.ChannelShuffle(2)", "x(1, 4, 2)"),
    ("nn.Fold((3, 4), 2)", "x(1, 4, 6)"),
    ("nn.Unfold((2, 3), padding=1)", "x(1, 1, 3, 3)"),
    ("nn.ZeroPad1d((1, 2))", "x(1, 3)"),
    ("nn.ZeroPad2d(1)", "x(1, 2, 2)"),
    ("nn.ConstantPad1d(2, 3.5)", "x(1, 3)"),
    ("nn.ConstantPad3d((1, 0, 0, 1, 1, 0), -1)", "x(1, 1, 2, 2)"),
    ("nn.ReflectionPad1d(2)", "x(1, 4)"),
    ("nn.ReflectionPad2d((1, 0, 2, 1))", "x(1, 3, 4)"),
    ("nn.ReplicationPad2d(1)", "x(1, 3, 4)"),
    ("nn.ReplicationPad3d(1)", "x(1, 2, 2, 2)"),
    ("nn.CircularPad1d((2, 1))", "x(1, 4)"),
    ("nn.CircularPad2d(1)", "x(1, 2, 3)"),
    ("nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Sequential(nn.Linear(3, 1)))", "x(2, 2).float()"),
    (
        "nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.MaxPool2d(2), nn.Flatten())",
        "x(2, 1, 4, 4).float()",
    ),
    ("nn.MultiheadAttention(4, 2, dtype=torch.float64)", "*[x(3, 2, 4)] * 3"),
    (
        "nn.MultiheadAttention(4, 2, batch_first=True, kdim=3, vdim=2, add_bias_kv=True, dtype=torch.float64)",
        "x(2, 3, 4), x(2, 5, 3), x(2, 5, 2)",
    ),
    (
        "nn.MultiheadAttention(4, 2, bias=False, add_zero_attn=True, dtype=torch.float64)",
        "*[x(3, 4)] * 3, t([False, True, False]), True, t([[False, True, True]] + [[False] * 3] * 2), False",
    ),
]

OPTIONAL_LAYERS = [
    ("nn.Upsample(scale_factor=2)", "x(1, 1, 2)"),
    ("nn.Upsample(size=(3, 4), mode='bilinear')", "x(1, 1, 2, 2)"),
    ("nn.UpsamplingNearest2d(scale_factor=2)", "x(1, 1, 2, 2)"),
    ("nn.UpsamplingBilinear2d(size=3)", "x(1, 1, 2, 2)"),
    ("nn.MaxUnpool2d(2)", "*F.max_pool2d(x(1, 1, 4, 4), 2, return_indices=True)"),
    ("nn.CTCLoss()", "F.log_softmax(x(5, 2, 4), -1), t([[1, 2], [3, 3]]), t([5, 5]), t([2, 2])"),
]

# Layers that are only shown.
SHOWN = [
    "nn.SyncBatchNorm(3)",
    "nn.FractionalMaxPool2d(3, output_ratio=0.5)",
    "nn.FractionalMaxPool3d(2, output_size=3)",
    "nn.MaxUnpool1d(2, padding=1)",
    "nn.AdaptiveMaxPool3d((1, 2, 3))",
    "nn.LPPool3d(1.5, 2)",
    "nn.ReplicationPad1d((0, 1))",
    "nn.ReflectionPad3d(2)",
    "nn.CircularPad3d(2)",
    "nn.ZeroPad3d((1, 2, 3, 4, 5, 6))",
    "nn.ConstantPad2d((1, 2, 3, 4), 0.5)",
    "nn.InstanceNorm3d(4)",
    "nn.EmbeddingBag(3, 2, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True)",
    "nn.Embedding(3, 2, sparse=True)",
    "nn.ReLU6(inplace=True)",
    "nn.Hardswish(inplace=True)",
    "nn.Threshold(0.1, 20, inplace=True)",
    "nn.Conv2d(2, 4, 3, padding=(0, 1), dilation=2, groups=2, bias=False, padding_mode='replicate')",
    "nn.Sequential()",
    "nn.ModuleList()",
    "nn.ModuleList([nn.Linear(2, 2) for _ in range(3)] + [nn.ReLU()])",
    "nn.ModuleList([nn.Sequential(nn.Linear(2, 2), nn.ReLU()) for _ in range(2)])",
    "nn.ModuleDict({'a': nn.Linear(1, 1), 'b': nn.Sequential(nn.Tanh())})",
    "nn.ParameterList([torch.zeros(2, 3), torch.zeros(1)])",
    "nn.ParameterList([torch.zeros(2, 3), 7])",
    "nn.ParameterDict({'b': torch.zeros(2, 3), 'a': torch.zeros(())})",
    "nn.ModuleList([nn.ParameterList([torch.zeros(2)])])",
]

# What raises: the call and the exception's class.
ERRORS = [
    ("F.dropout(x(2), 1.5)", ValueError),
    ("F.dropout1d(x(2))", RuntimeError),
    ("nn.Dropout(-0.1)", ValueError),
    ("F.glu(x())", RuntimeError),
    ("F.hardtanh(x(2), 1.0, 0.0)", ValueError),
    ("nn.Hardtanh(1.0, 1.0)", AssertionError),
    ("F.embedding(i(3, 2), x(3, 2), padding_idx=3)", AssertionError),
    ("nn.Embedding(3, 2, padding_idx=-4)", AssertionError),
    ("nn.Embedding(3, 2, _weight=torch.zeros(2, 3))", AssertionError),
    ("nn.Embedding.from_pretrained(torch.zeros(3))", AssertionError),
    ("F.embedding_bag(i(3, 2), x(3, 2))", ValueError),
    ("F.embedding_bag(i(3, 2, 2), x(3, 2), t([0]))", ValueError),
    ("F.embedding_bag(i(3, 2, 2), x(3, 2), mode='median')", ValueError),
    ("F.embedding_bag(i(3, 2, 2), x(3, 2), mode='max', sparse=True)", ValueError),
    ("F.embedding_bag(i(3, 2, 2), x(3, 2), per_sample_weights=x(2))", ValueError),
    ("F.embedding_bag(i(3, 2, 2), x(3, 2), per_sample_weights=x(2, 2))", NotImplementedError),
    ("F.embedding_bag(i(3, 2, 2, 2), x(3, 2))", ValueError),
    ("F.batch_norm(x(1, 3), None, None, training=True)", ValueError),
    ("F.batch_norm(x(2, 3), None, None, training=True, eps=0.0)", ValueError),
    ("F.instance_norm(x(2, 3, 1))", ValueError),
    ("F.group_norm(x(2), 1)", RuntimeError),
    ("F.group_norm(x(1, 3), 3)", ValueError),
    ("F.local_response_norm(x(2, 3), 2)", ValueError),
    ("nn.GroupNorm(2, 3)", ValueError),
    ("nn.BatchNorm1d(3)(x(2, 3, 4, 5))", ValueError),
    ("nn.BatchNorm2d(3)(x(2, 3))", ValueError),
    ("nn.InstanceNorm1d(3, affine=True, dtype=torch.float64)(x(2, 2, 4))", ValueError),
    ("F.mse_loss(x(2), x(2), reduction='product')", ValueError),
    ("F.mse_loss(x(2), x(2), weight=x(1))", ValueError),
    ("F.nll_loss(x(2, 3), i(3, 2), reduction='product')", ValueError),
    ("F.poisson_nll_loss(x(2), x(2), reduction='product')", ValueError),
    ("F.gaussian_nll_loss(x(2, 3), x(2, 3), -1.0)", ValueError),
    ("F.gaussian_nll_loss(x(2, 3), x(2, 3), x(3, low=0.5))", ValueError),
    ("F.gaussian_nll_loss(x(2), x(2), x(2, low=0.5), reduction='product')", ValueError),
    ("F.binary_cross_entropy(x(2), x(3))", ValueError),
    ("F.binary_cross_entropy_with_logits(x(2), x(3))", ValueError),
    ("F.margin_ranking_loss(x(2), x(2), x(1, 2))", RuntimeError),
    ("F.multi_margin_loss(x(2, 3), i(3, 2), p=3)", ValueError),
    ("F.multi_margin_loss(x(2, 3), i(3, 2), weight=x(1, 3))", ValueError),
    ("F.multilabel_soft_margin_loss(x(2, 3), x(2, 3), reduction='product')", ValueError),
    ("F.triplet_margin_loss(x(2, 3), x(2, 3), x(2, 3), margin=0.0)", ValueError),
    ("F.triplet_margin_with_distance_loss(x(2, 3), x(2, 3), x(3))", RuntimeError),
    ("nn.TripletMarginLoss(margin=-1.0)", ValueError),
    ("nn.HuberLoss(delta='1')", TypeError),
    ("nn.MultiMarginLoss(p=3)", ValueError),
    ("F.lp_pool2d(x(1, 2, 2), 0, 2)", ValueError),
    ("nn.LPPool1d(0, 2)", ValueError),
    ("F.adaptive_avg_pool2d(x(2), (1, None))", ValueError),
    ("F.max_unpool2d(x(1, 2, 2), i(4, 1, 2, 2), 2, output_size=[9, 9])", ValueError),
    ("F.max_unpool2d(x(1, 2, 2), i(4, 1, 2, 2), 2, output_size=[4])", ValueError),
    ("F.fractional_max_pool2d(x(1, 4, 4), 2)", ValueError),
    ("nn.FractionalMaxPool2d(2)", ValueError),
    ("nn.FractionalMaxPool2d(2, output_ratio=2.0)", ValueError),
    ("nn.FractionalMaxPool2d(2, output_ratio=0.5, output_size=2)", ValueError),
    ("F.interpolate(x(1, 1, 2))", ValueError),
    ("F.interpolate(x(1, 1, 2), 2, 2)", ValueError),
    ("F.interpolate(x(1, 1, 2), 2, align_corners=True)", ValueError),
    ("F.interpolate(x(1, 1, 2), (2, 2))", ValueError),
    ("F.interpolate(x(1, 1, 2), (2.5,))", TypeError),
    ("F.interpolate(x(1, 1, 2), 2, recompute_scale_factor=True)", ValueError),
    ("F.interpolate(x(1, 1, 2), 2, mode='bilinear')", NotImplementedError),
    ("F.interpolate(x(1, 1, 2), 2, mode='linear', antialias=True)", ValueError),
    ("F.interpolate(x(1, 1, 2), 2, mode='cubic')", NotImplementedError),
    ("F.grid_sample(x(1, 1, 2, 2), x(1, 2, 2, 2), mode='linear')", ValueError),
    ("F.grid_sample(x(1, 1, 2, 2), x(1, 2, 2, 2), padding_mode='wrap')", ValueError),
    ("F.affine_grid(i(3, 1, 2, 3), (1, 1, 2, 2), align_corners=False)", ValueError),
    ("F.affine_grid(x(2, 3), (1, 1, 2, 2), align_corners=False)", ValueError),
    ("F.affine_grid(x(1, 2, 3), (1, 2, 2), align_corners=False)", NotImplementedError),
    (
        "F.scaled_dot_product_attention(x(2, 3), x(2, 3), x(2, 3), attn_mask=t([[True] * 2] * 2), is_causal=True)",
        RuntimeError,
    ),
    ("nn.Softmax(1.5)", TypeError),
    ("nn.Softmax2d()(x(2, 2))", ValueError),
    ("nn.Unflatten(1, 3)", TypeError),
    ("nn.Unflatten(1, (2, 1.5))", TypeError),
    ("nn.Bilinear(0, 2, 3)", ValueError),
    ("nn.Conv1d(3, 4, 2, groups=2)", ValueError),
    ("nn.Conv1d(4, 3, 2, groups=2)", ValueError),
    ("nn.Conv1d(4, 4, 2, groups=0)", ValueError),
    ("nn.Conv1d(4, 4, 2, padding='full')", ValueError),
    ("nn.Conv1d(4, 4, 2, padding='same', stride=2)", ValueError),
    ("nn.Conv1d(4, 4, 2, padding_mode='wrap')", ValueError),
    ("nn.ConvTranspose1d(4, 4, 2, padding_mode='reflect')", ValueError),
    ("nn.ConvTranspose1d(2, 2, 3, stride=2, dtype=torch.float64)(x(1, 2, 3), [20])", ValueError),
    ("nn.ConvTranspose1d(2, 2, 3, stride=2, dtype=torch.float64)(x(1, 2, 3), [1, 8])", ValueError),
    ("nn.CircularPad1d(1)(x(3))", ValueError),
    ("nn.MultiheadAttention(5, 2)", AssertionError),
    ("nn.MultiheadAttention(0, 2)", ValueError),
    ("nn.MultiheadAttention(4, 2)(torch.zeros(3), torch.zeros(3), torch.zeros(3))", AssertionError),
    ("nn.Sequential(nn.ReLU())[1]", IndexError),
    ("nn.Sequential(nn.ReLU()).insert(2, nn.ReLU())", IndexError),
    ("nn.Sequential(nn.ReLU()).insert(0, 3)", AssertionError),
    ("nn.Sequential(nn.ReLU()) + 3", ValueError),
    ("nn.Sequential(nn.ReLU()) * 0", ValueError),
    ("nn.Sequential(nn.ReLU()) * 'a'", TypeError),
    ("nn.ModuleList(3)", TypeError),
    ("nn.ModuleList([3])", TypeError),
    ("nn.ModuleDict(3)", TypeError),
    ("nn.ModuleDict([3])", TypeError),
    ("nn.ModuleDict([(3,)])", ValueError),
    ("nn.ParameterList(torch.zeros(3))", TypeError),
    ("nn.ParameterList()()", RuntimeError),
    ("nn.ParameterDict({3: torch.zeros(1)})", TypeError),
    ("nn.ParameterDict([(3,)])", ValueError),
    ("nn.init.calculate_gain('gelu')", ValueError),
    ("nn.init.calculate_gain('leaky_relu', 'a')", ValueError),
    ("nn.init.xavier_uniform_(torch.empty(3))", ValueError),
    ("nn.init.kaiming_normal_(torch.empty(3, 3), mode='fan')", ValueError),
    ("nn.init.eye_(torch.empty(3))", ValueError),
    ("nn.init.dirac_(torch.empty(3, 3))", ValueError),
    ("nn.init.dirac_(torch.empty(3, 3, 3), groups=2)", ValueError),
    ("nn.init.sparse_(torch.empty(3), 0.1)", ValueError),
    ("nn.init.orthogonal_(torch.empty(3))", ValueError),
]

# What warns: the call and the warning's class.
WARNINGS = [
    ("F.softmax(x(2, 3))", UserWarning),
    ("F.mse_loss(x(2, 3), x(3))", UserWarning),
    ("F.mse_loss(x(3), x(3), size_average=False)", UserWarning),
    ("nn.MSELoss(reduce=False)", UserWarning),
    ("F.kl_div(x(2, 3), x(2, 3))", UserWarning),
    ("F.l1_loss(x(2), x(2), reduction='elementwise_mean')", UserWarning),
    ("F.dropout2d(x(2, 3, 4))", UserWarning),
    ("F.dropout3d(x(2, 3))", UserWarning),
    ("F.gumbel_softmax(x(2, 3), eps=0.1)", UserWarning),
    ("nn.Hardtanh(min_value=-2.0)", FutureWarning),
    ("nn.NLLLoss2d()", FutureWarning),
    ("nn.InstanceNorm1d(3)(x(2, 4, 5))", UserWarning),
    ("nn.init.uniform(torch.empty(2))", FutureWarning),
    ("nn.init.kaiming_uniform_(torch.empty(2, 0))", UserWarning),
    ("nn.init.trunc_normal_(torch.empty(2), mean=9.0)", UserWarning),
]

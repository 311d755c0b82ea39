"""save and load."""

from pickle import UnpicklingError

ROWS = [
    ('torch.load("/nonexistent")', FileNotFoundError, "[Errno 2] No such file or directory: '/nonexistent'"),
    ('torch.load(io.BytesIO(b"PK\\x03\\x04" + b"\\x00" * 50))', RuntimeError),
    ("torch.load(io.BytesIO(pickle.dumps(object())))", UnpicklingError),
    ("torch.load(3)", AttributeError, "'int' object has no attribute 'seek'. You can only"),
    ("torch.load(None)", AttributeError, "'NoneType' object has no attribute 'seek'. You can only"),
    ('torch.save(o(2), "/nonexistent/x")', RuntimeError, "Parent directory /nonexistent does not exist."),
    (
        "torch.save(o(2), 3)",
        AttributeError,
        "expected 'f' to be string, path, or a file-like object with a 'write' attribute",
    ),
    (
        "torch.save(o(2), None)",
        AttributeError,
        "expected 'f' to be string, path, or a file-like object with a 'write' attribute",
    ),
    ("torch.save(o(2))", TypeError, "save() missing 1 required positional argument: 'f'"),
    (
        "b = io.BytesIO(); torch.save(object(), b); b.seek(0); torch.load(b)",
        UnpicklingError,
        "Weights only load failed.",
    ),
    ("b = io.BytesIO(); torch.save(o(100), b); torch.load(io.BytesIO(b.getvalue()[:-10]))", RuntimeError),
    ("b = io.BytesIO(); torch.save(o(100), b); torch.load(io.BytesIO(b.getvalue()[:300]))", RuntimeError),
    (
        'b = io.BytesIO(); torch.save(o(2), b); b.seek(0); torch.load(b, map_location="bad")',
        RuntimeError,
        "don't know how to restore data location of",
    ),
    (
        'b = io.BytesIO(); torch.save(o(2), b); b.seek(0); torch.load(b, map_location="cuda")',
        RuntimeError,
        "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False.",
    ),
    ("b = io.BytesIO(); torch.save(o(2), b); b.seek(0); torch.load(b, map_location=3.5)", TypeError),
    (
        "b = io.BytesIO(); torch.save(o(2), b); b.seek(0); torch.load(b, mmap=True)",
        ValueError,
        "f must be a file path in order to use the mmap argument",
    ),
]

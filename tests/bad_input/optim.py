"""Optimisers and schedules."""

ROWS = [
    ("torch.optim.SGD([], 0.1)", ValueError, "optimizer got an empty parameter list"),
    (
        "torch.optim.SGD(o(2), 0.1)",
        TypeError,
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got ",
    ),
    ("torch.optim.SGD([3], 0.1)", TypeError, "optimizer can only optimize Tensors, but one of the params is int"),
    ("torch.optim.SGD([torch.ones(2, requires_grad=True) * 1], 0.1)", ValueError, "can't optimize a non-leaf Tensor"),
    ("torch.optim.SGD([nn.Parameter(o(2))], -1)", ValueError, "Invalid learning rate: -1"),
    ('torch.optim.SGD([nn.Parameter(o(2))], "a")', TypeError),
    ("torch.optim.SGD([nn.Parameter(o(2))], 0.1, momentum=-1)", ValueError, "Invalid momentum value: -1"),
    (
        "torch.optim.SGD([nn.Parameter(o(2))], 0.1, nesterov=True)",
        ValueError,
        "Nesterov momentum requires a momentum and zero dampening",
    ),
    ("torch.optim.SGD([nn.Parameter(o(2))], 0.1, weight_decay=-1)", ValueError, "Invalid weight_decay value: -1"),
    ('torch.optim.SGD([{"a": 3}], 0.1)', KeyError),
    ('torch.optim.SGD([{"params": 3}], 0.1)', TypeError, "'int' object is not iterable"),
    ("torch.optim.SGD(None, 0.1)", TypeError, "'NoneType' object is not iterable"),
    ('torch.optim.SGD("ab", 0.1)', TypeError, "optimizer can only optimize Tensors, but one of the params is str"),
    (
        'p = nn.Parameter(o(2)); torch.optim.SGD([{"params": [p]}, {"params": [p]}], 0.1)',
        ValueError,
        "some parameters appear in more than one parameter group",
    ),
    (
        'torch.optim.SGD([{"params": {nn.Parameter(o(2))}}], 0.1)',
        TypeError,
        "optimizer parameters need to be organized in ordered collections, but the ordering of tens",
    ),
    ("torch.optim.Adam([nn.Parameter(o(2))], betas=(1, 0))", ValueError, "Invalid beta parameter at index 0: 1"),
    ("torch.optim.Adam([nn.Parameter(o(2))], betas=(0.1,))", IndexError, "tuple index out of range"),
    ("torch.optim.Adam([nn.Parameter(o(2))], eps=-1)", ValueError, "Invalid epsilon value: -1"),
    ("torch.optim.Adam([nn.Parameter(o(2))], lr=nan)", ValueError, "Invalid learning rate: nan"),
    ("torch.optim.Adam([nn.Parameter(o(2))], lr=t([0.1, 0.2]))", ValueError, "Tensor lr must be 1-element"),
    ("torch.optim.AdamW([nn.Parameter(o(2))], weight_decay=-1)", ValueError, "Invalid weight_decay value: -1"),
    (
        "torch.optim.Adam([nn.Parameter(o(2))], fused=True, foreach=True)",
        RuntimeError,
        "`fused` and `foreach` cannot be `True` together.",
    ),
    ("p = nn.Parameter(o(2)); s = torch.optim.SGD([p], 0.1); s.step(3)", TypeError, "'int' object is not callable"),
    ("p = nn.Parameter(o(2)); s = torch.optim.SGD([p], 0.1); s.load_state_dict({})", KeyError),
    (
        'p = nn.Parameter(o(2)); s = torch.optim.SGD([p], 0.1); s.load_state_dict({"state": {}, "param_groups": []})',
        ValueError,
        "loaded state dict has a different number of parameter groups",
    ),
    (
        "p = nn.Parameter(o(2)); s = torch.optim.SGD([p], 0.1); "
        's.load_state_dict({"state": {}, "param_groups": [{"params": [0, 1]}]})',
        ValueError,
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's gr",
    ),
    (
        "p = nn.Parameter(o(2)); s = torch.optim.SGD([p], 0.1); s.add_param_group(3)",
        TypeError,
        "param_group must be a dict, but got",
    ),
    (
        'p = nn.Parameter(o(2)); s = torch.optim.SGD([p], 0.1); s.add_param_group({"params": [p]})',
        ValueError,
        "some parameters appear in more than one parameter group",
    ),
    (
        "p = nn.Parameter(o(2)); p.grad = o(2); s = torch.optim.Adam([p]); s.step(); d = s.state_dict(); "
        'd["state"][0]["exp_avg"] = o(3); s.load_state_dict(d); s.step()',
        RuntimeError,
    ),
    ("torch.optim.lr_scheduler.StepLR(3, 1)", TypeError, "int is not an Optimizer"),
    (
        "torch.optim.lr_scheduler.StepLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), 0).step()",
        ZeroDivisionError,
        "integer modulo by zero",
    ),
    (
        "torch.optim.lr_scheduler.StepLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), 1, last_epoch=5)",
        KeyError,
        "\"param 'initial_lr' is not specified in param_groups[0] when resuming scheduler with last_",
    ),
    (
        "torch.optim.lr_scheduler.LambdaLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), [1, 2])",
        ValueError,
        "Expected 1 lr_lambdas, but got 2",
    ),
    (
        "torch.optim.lr_scheduler.MultiStepLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), 3)",
        TypeError,
        "'int' object is not iterable",
    ),
    (
        "torch.optim.lr_scheduler.CosineAnnealingLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), 0).step()",
        ZeroDivisionError,
        "integer modulo by zero",
    ),
    (
        'torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([nn.Parameter(o(2))], 0.1), "bad")',
        ValueError,
        "mode bad is unknown!",
    ),
    (
        "torch.optim.lr_scheduler.ReduceLROnPlateau(torch.optim.SGD([nn.Parameter(o(2))], 0.1), factor=1.5)",
        ValueError,
        "Factor should be",
    ),
    (
        "torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), 0.1)",
        ValueError,
        "You must define either total_steps OR (epochs AND steps_per_epoch)",
    ),
    (
        "torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), 0.1, total_steps=-1)",
        ValueError,
        "Expected positive integer total_steps, but got -1",
    ),
    (
        "torch.optim.lr_scheduler.SequentialLR(torch.optim.SGD([nn.Parameter(o(2))], 0.1), [], [])",
        ValueError,
        "SequentialLR expects at least one scheduler, but got no scheduler.",
    ),
]

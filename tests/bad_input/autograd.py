"""Gradients, hooks, modes."""

ROWS = [
    ("o(2).backward()", RuntimeError, "element 0 of tensors does not require grad and does not have a grad_fn"),
    (
        "torch.ones(2, requires_grad=True).backward()",
        RuntimeError,
        "grad can be implicitly created only for scalar outputs",
    ),
    (
        "torch.ones(2, requires_grad=True).sum().backward(o(2))",
        RuntimeError,
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape",
    ),
    (
        "torch.ones(2, requires_grad=True).mul(2).backward(o(3))",
        RuntimeError,
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape",
    ),
    (
        'torch.ones(2, requires_grad=True).mul(2).backward("a")',
        TypeError,
        "gradients can be either Tensors or None, but got str",
    ),
    (
        "torch.ones((), requires_grad=True).mul(2).backward(t(1j))",
        RuntimeError,
        "For complex Tensors, both grad_output and output are required to have the same dtype. Mism",
    ),
    (
        "x = torch.ones(2, requires_grad=True); y = (x * x).sum(); y.backward(); y.backward()",
        RuntimeError,
        "Trying to backward through the graph a second",
    ),
    (
        "x = torch.ones(2, requires_grad=True); w = x * 1; y = (w * w).sum(); w.add_(1); y.backward()",
        RuntimeError,
        "one of the variables needed for gradient computation has been modified by an inplace opera",
    ),
    (
        "x = torch.ones(2, requires_grad=True); x.add_(1)",
        RuntimeError,
        "a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    (
        "x = torch.ones(2, requires_grad=True); x[0] = 1",
        RuntimeError,
        "a view of a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    (
        "x = torch.ones(2, requires_grad=True); x.view(2).add_(1)",
        RuntimeError,
        "a view of a leaf Variable that requires grad is being used in an in-place operation.",
    ),
    ("x = torch.ones(2, requires_grad=True); y = x.unbind(); y[0].add_(1)", RuntimeError),
    ("x = torch.ones(2, requires_grad=True) * 1; y = x.unbind(); y[0].add_(1)", RuntimeError),
    ("x = torch.ones(2, requires_grad=True) * 1; y = x.split(1); y[0].mul_(2)", RuntimeError),
    (
        "x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), o(2))",
        RuntimeError,
        "One of the differentiated Tensors does not require grad",
    ),
    (
        "x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), torch.ones(2, requires_grad=True))",
        RuntimeError,
    ),
    (
        "x = torch.ones(2, requires_grad=True); torch.autograd.grad(x * 2, x)",
        RuntimeError,
        "grad can be implicitly created only for scalar outputs",
    ),
    ("x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), [])", RuntimeError),
    ("x = torch.ones(2, requires_grad=True); torch.autograd.grad([], [x])", RuntimeError),
    (
        "x = torch.ones(2, requires_grad=True); torch.autograd.grad(x.sum(), x, grad_outputs=o(5))",
        RuntimeError,
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([5]) and output[0] has a shape",
    ),
    (
        "x = torch.ones(2, requires_grad=True); torch.autograd.backward([x.sum(), x.sum()], [t(1.)])",
        RuntimeError,
        "got 2 tensors and 1 gradients",
    ),
    ("o(2).register_hook(print)", RuntimeError, "cannot register a hook on a tensor that doesn't require gradient"),
    ('x = torch.ones(2, requires_grad=True); x.register_hook(lambda g: "a"); x.sum().backward()', TypeError),
    ("x = torch.ones(2, requires_grad=True); x.register_hook(lambda g: o(3)); x.sum().backward()", RuntimeError),
    (
        "x = torch.ones(2, requires_grad=True); x.register_hook(lambda g: 1 / 0); x.sum().backward()",
        ZeroDivisionError,
        "division by zero",
    ),
    ("x = torch.ones(2, requires_grad=True); x.register_hook(lambda: 1); x.sum().backward()", TypeError),
    (
        "x = torch.ones(2, requires_grad=True); (x * 1).register_post_accumulate_grad_hook(print)",
        RuntimeError,
        "post accumulate grad hooks cannot be registered on non-leaf tensors",
    ),
    ("(torch.ones(2, requires_grad=True) * 1).detach_().backward()", RuntimeError),
    ("torch.ones(2, requires_grad=True)[:].detach_()", RuntimeError, "Can't detach views in-place. Use detach()"),
    ('torch.ones(2, requires_grad=True).retain_grad("a")', TypeError),
    ("o(2).retain_grad()", RuntimeError, "can't retain_grad on Tensor that has requires_grad=False"),
    (
        "torch.autograd.Function.apply(o(2))",
        NotImplementedError,
        "You must implement the forward function for custom autograd.Function.",
    ),
    ('torch.set_grad_enabled("a")', TypeError),
    (
        "x = torch.ones(2, requires_grad=True); import copy; copy.deepcopy(x * 1)",
        RuntimeError,
        "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol a",
    ),
    (
        "x = torch.ones(2, requires_grad=True); (x * 1).numpy()",
        RuntimeError,
        "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
    ),
    ("x = torch.ones(2, requires_grad=True); x.is_leaf = 3", AttributeError, "attribute 'is_leaf' of"),
    (
        "torch.autograd.gradcheck(lambda x: x, o(2))",
        ValueError,
        "gradcheck expects at least one input tensor to require gradient, but none of them have req",
    ),
    (
        "x = torch.ones(2, requires_grad=True); x.grad_fn.next_functions",
        AttributeError,
        "'NoneType' object has no attribute 'next_functions'",
    ),
    ("x = torch.ones(2, requires_grad=True); (x * 1).grad_fn(3)", TypeError),
    ("x = torch.ones(2, requires_grad=True); (x * 1).grad_fn()", TypeError),
]

"""Recurrent layers with CUDA tensors beside the same on the CPU: `cuda_recurrent.py KIND`.

`cuda_recurrent.py KIND steps N` runs a layer of one direction forward and backward on N steps, for the log of calls.
"""

from __future__ import annotations

import sys

import flambeau as torch
from flambeau import nn
from flambeau.nn.utils import rnn

TOLERANCE = {torch.float64: 1e-11, torch.float32: 2e-5, torch.bfloat16: 6e-2, torch.float16: 1e-2}

LAYERS = [
    {},
    {"num_layers": 2, "bidirectional": True},
    {"bias": False, "batch_first": True},
    {"num_layers": 3, "dropout": 0.5},
    {"bidirectional": True, "proj_size": 3},
    {"proj_size": 2, "num_layers": 2, "bias": False},
]


def numbers(shape: tuple[int, ...], seed: int) -> torch.Tensor:
    """Numbers without repetitions, the same on every device."""
    count = 1
    for size in shape:
        count *= size
    return torch.arange(count, dtype=torch.float64).add(1 + 17 * seed).mul(12.9898).sin().mul(1.3).reshape(shape)


def filled(module: nn.Module) -> nn.Module:
    with torch.no_grad():
        for at, parameter in enumerate(module.parameters()):
            parameter.copy_(numbers(tuple(parameter.shape), 31 + at) * 0.6)
    return module


def tensors_of(result: object) -> list[torch.Tensor]:
    """The tensors in nested tuples, those of packed sequences among them."""
    if isinstance(result, rnn.PackedSequence):
        return [result.data]
    if isinstance(result, tuple):
        return [tensor for part in result for tensor in tensors_of(part)]
    return [result]


def passes(result: object, leaves: list[torch.Tensor], twice: bool, device: str) -> list[torch.Tensor]:
    """Results, gradients and, if `twice`, gradients of gradients, on the CPU."""
    outs = [out for out in tensors_of(result) if out is not None]
    grads = [numbers(tuple(out.shape), 7 + at).to(out.dtype).to(device) for at, out in enumerate(outs)]
    found = torch.autograd.grad(outs, leaves, grads, create_graph=twice)
    values = [*outs, *found]
    if twice:
        total = sum((grad * grad).sum() for grad in found)
        values += torch.autograd.grad(total, leaves)
    return [value.detach().cpu() for value in values]


def differences(label: str, expected: list[torch.Tensor], found: list[torch.Tensor]) -> list[str]:
    wrong = []
    for at, (a, b) in enumerate(zip(expected, found, strict=True)):
        if a.shape != b.shape or a.dtype != b.dtype:
            wrong.append(f"{label}, value {at}: {b.shape} {b.dtype}, not {a.shape} {a.dtype}")
        elif a.numel() > 0:
            apart = (a.double() - b.double()).abs().max().item()
            if not apart <= TOLERANCE[a.dtype] * max(1.0, a.double().abs().max().item()):
                wrong.append(f"{label}, value {at}: {apart} apart")
    return wrong


def layer(kind: type[nn.Module], settings: dict, dtype: torch.dtype, form: str) -> list[str]:
    """What differs for a layer on sequences of one length, or on packed ones."""
    results = []
    directions = 1 + settings.get("bidirectional", False)
    states = settings.get("num_layers", 1) * directions
    for device in ("cpu", "cuda"):
        module = filled(kind(3, 5, **settings, dtype=dtype)).to(device)
        if settings.get("dropout"):
            # Draws differ between the devices.
            module.eval()
        shape = (4, 7, 3) if settings.get("batch_first") else (7, 4, 3)
        x = numbers(shape, 1).to(dtype).to(device).requires_grad_()
        hidden = numbers((states, 4, settings.get("proj_size", 5)), 2).to(dtype).to(device).requires_grad_()
        first, leaves = hidden, [x, hidden]
        if kind is nn.LSTM:
            cell = numbers((states, 4, 5), 3).to(dtype).to(device).requires_grad_()
            first, leaves = (hidden, cell), [x, hidden, cell]
        if form == "packed":
            lengths, sequences = torch.tensor([7, 2, 5, 2]), {"batch_first": settings.get("batch_first", False)}
            given = (rnn.pack_padded_sequence(x, lengths, enforce_sorted=False, **sequences), first)
        elif form == "no states":
            given, leaves = (x,), [x]
        else:
            given = (x, first)
        leaves += list(module.parameters())
        twice = form == "twice"
        results.append(passes(module(*given), leaves, twice, device))
    label = f"{kind.__name__} {settings} {dtype} {form}"
    return differences(label, *results)


def cell(kind: type[nn.Module], bias: bool, dtype: torch.dtype) -> list[str]:
    results = []
    for device in ("cpu", "cuda"):
        module = filled(kind(3, 5, bias=bias, dtype=dtype)).to(device)
        leaves = [numbers(shape, at).to(dtype).to(device) for at, shape in enumerate([(4, 3), (4, 5), (4, 5)])]
        leaves = [leaf.requires_grad_() for leaf in (leaves if kind is nn.LSTMCell else leaves[:2])]
        first = tuple(leaves[1:]) if kind is nn.LSTMCell else leaves[1]
        results.append(passes(module(leaves[0], first), [*leaves, *module.parameters()], False, device))
    return differences(f"{kind.__name__} bias={bias} {dtype}", *results)


def some(kind: type[nn.Module]) -> list[str]:
    """Only some gradients wanted, only some results used, no sequences at all, no gradient."""
    results = []
    for device in ("cpu", "cuda"):
        values = []
        module = filled(kind(3, 5, dtype=torch.float64)).to(device)
        x = numbers((6, 2, 3), 1).to(device).requires_grad_()
        first = numbers((1, 2, 5), 2).to(device)
        start = (first, first) if kind is nn.LSTM else first
        for parameter in module.parameters():
            parameter.requires_grad_(False)
        out, last = module(x, start)
        last = last[0] if kind is nn.LSTM else last
        values += [*torch.autograd.grad(last.sum(), [x], retain_graph=True), *torch.autograd.grad(out[2].sum(), [x])]
        module.weight_hh_l0.requires_grad_()
        values += torch.autograd.grad(module(x.detach())[0].square().sum(), [module.weight_hh_l0])
        module.bias_ih_l0.requires_grad_()
        module.bias_hh_l0.requires_grad_()
        both = [module.bias_ih_l0, module.bias_hh_l0]
        values += torch.autograd.grad(module(x.detach())[0].square().sum(), both)
        with torch.no_grad():
            values += tensors_of(module(x, start))
        values += tensors_of(module(x[:, :0], tuple(s[:, :0] for s in start) if kind is nn.LSTM else start[:, :0]))
        results.append([value.detach().cpu() for value in values])
    return differences(f"{kind.__name__}, some", *results)


KINDS: dict[str, tuple[type[nn.Module], type[nn.Module], dict]] = {
    "lstm": (nn.LSTM, nn.LSTMCell, {}),
    "gru": (nn.GRU, nn.GRUCell, {}),
    "rnn_tanh": (nn.RNN, nn.RNNCell, {}),
    "rnn_relu": (nn.RNN, nn.RNNCell, {"nonlinearity": "relu"}),
}


def main(name: str) -> int:
    kind, one_step, more = KINDS[name]
    wrong = some(kind)
    for settings in LAYERS:
        if "proj_size" in settings and kind is not nn.LSTM:
            continue
        for form in ("padded", "packed", "no states", "twice"):
            wrong += layer(kind, settings | more, torch.float64, form)
        # At a kink a rounding makes another gradient, and with it other layers'.
        shallow = name != "rnn_relu" or "num_layers" not in settings
        for dtype in (torch.float32, torch.bfloat16, torch.float16) if shallow else (torch.float32,):
            wrong += layer(kind, settings | more, dtype, "packed")
    for bias in (True, False):
        for dtype in TOLERANCE:
            wrong += cell(one_step, bias, dtype)
    print("\n".join(wrong))
    return bool(wrong)


def steps(name: str, count: int) -> None:
    kind, _, more = KINDS[name]
    module = kind(3, 5, **more).cuda()
    module(torch.ones(count, 2, 3, device="cuda"))[0].sum().backward()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        steps(sys.argv[1], int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1]))

"""Small models trained on the CPU and on a GPU: the same losses, parameters and answers.

Devices sum in another order: in float32 losses of these models differ by some 1e-7 a step, and a dozen steps of descent
make some 1e-6 of it. Adam divides gradients by their own size, so that a parameter with hardly any moves by its rounding:
up to some 2e-5. The bounds leave a factor of five. Run as `cuda_training.py NAME`.
"""

import io
import math
import sys

import flambeau as torch
import flambeau.nn.functional as F
from flambeau import nn
from flambeau.datasets import mnist_sample

LOSS, PARAMETER = 5e-6, 1e-4
#: Numbers of 8 bits: two steps of the last one, where both devices round at every layer.
BFLOAT16 = 2.0**-6


class Run:
    """A model, its optimizer and schedule, on one device.

    Args:
        device: where.
        build: makes the model. Parameters are drawn on the CPU.
        optimizer: makes the optimizer of a model.
        loss: the loss of the model for the batch of a step.
        clip: largest norm of gradients, if there is one.
        autocast: the dtype of products, if it is not that of parameters.
    """

    def __init__(self, device, build, optimizer, loss, clip=None, autocast=None, steps=12):
        torch.manual_seed(0)
        self.device, self.loss, self.clip, self.autocast = device, loss, clip, autocast
        self.model = build().to(device)
        self.optimizer = optimizer(self.model)
        self.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimizer, steps)
        self.step, self.losses = 0, []

    def train(self, steps):
        self.model.train()
        for _ in range(steps):
            self.optimizer.zero_grad()
            with torch.autocast(self.device, self.autocast, enabled=self.autocast is not None):
                loss = self.loss(self.model, self.step, self.device)
            loss.backward()
            if self.clip is not None:
                nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
            self.optimizer.step()
            self.schedule.step()
            self.losses.append(loss.item())
            self.step += 1
        return self

    def save(self):
        file = io.BytesIO()
        parts = (self.model, self.optimizer, self.schedule)
        torch.save({"parts": [part.state_dict() for part in parts], "step": self.step}, file)
        return file.getvalue()

    def load(self, content):
        kept = torch.load(io.BytesIO(content), map_location=self.device)
        for part, state in zip((self.model, self.optimizer, self.schedule), kept["parts"], strict=True):
            part.load_state_dict(state)
        self.step = kept["step"]
        return self

    def answer(self, *batch):
        self.model.eval()
        with torch.no_grad():
            return self.model(*(x.to(self.device) for x in batch)).float().cpu()


def compare(found, wanted, tolerance, what):
    """Entries may differ by the tolerance, relative to the largest."""
    scale = max(1.0, wanted.abs().max().item())
    off = (found - wanted).abs().max().item()
    assert off <= tolerance * scale, f"{what}: off by {off:.3g} of {scale:.3g}"


def same_curve(found, wanted, tolerance=LOSS):
    for step, (a, b) in enumerate(zip(found, wanted, strict=True)):
        assert abs(a - b) <= tolerance * max(1.0, abs(b)), f"loss of step {step}: {a} instead of {b}"


def same_run(gpu, cpu, batch):
    """Losses, parameters, buffers and answers of two runs."""
    same_curve(gpu.losses, cpu.losses)
    for (name, here), there in zip(cpu.model.state_dict().items(), gpu.model.state_dict().values(), strict=True):
        assert there.device.type == "cuda" and there.dtype == here.dtype
        compare(there.cpu().float(), here.float(), PARAMETER, name)
    compare(gpu.answer(*batch), cpu.answer(*batch), PARAMETER, "answers")
    assert all(math.isfinite(loss) for loss in cpu.losses) and cpu.losses[-1] < cpu.losses[0]


def on_both(batch, **settings):
    cpu, gpu = (Run(device, **settings).train(12) for device in ("cpu", "cuda"))
    same_run(gpu, cpu, batch)


# --- Digits


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x.flatten(1))))))


def digits():
    images, labels = mnist_sample(True)
    return ((images[::20].float() / 255.0 - 0.1307) / 0.3081).unsqueeze(1), labels[::20]


def of_digits():
    images, labels = digits()

    def loss(model, step, device):
        chosen = (torch.arange(16) * 37 + step * 11) % len(labels)
        return F.cross_entropy(model(images[chosen].to(device)), labels[chosen].to(device))

    def adam(model):
        return torch.optim.Adam(model.parameters(), lr=0.003)

    return {"build": LeNet, "optimizer": adam, "loss": loss, "batch": (images[:20],)}


def mnist():
    on_both(**of_digits())


# --- A language model


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        # Attention does not depend on a bias of keys: its gradient would be rounding and nothing else.
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(seen.transpose(1, 2).reshape(batch, length, width))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self, words=29, length=12, width=16, heads=2, depth=2):
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(length, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, words, bias=False)
        self.head.weight = self.words.weight
        self.apply(self._draw)

    @staticmethod
    def _draw(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.1)

    def forward(self, x):
        x = self.words(x) + self.places(torch.arange(x.size(1), device=x.device))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def text(step, rows=4, length=12, words=29):
    """Words that follow from those before: each row counts in steps of its own."""
    start, by = torch.arange(rows) * 5 + step, torch.arange(rows) + 1
    return (start[:, None] + by[:, None] * torch.arange(length + 1)) % words


def of_words(**more):
    def loss(model, step, device):
        x = text(step).to(device)
        return F.cross_entropy(model(x[:, :-1]).flatten(0, 1), x[:, 1:].flatten())

    def adamw(model):
        decayed = [p for p in model.parameters() if p.dim() >= 2]
        others = [p for p in model.parameters() if p.dim() < 2]
        groups = [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.95))

    return {"build": GPT, "optimizer": adamw, "loss": loss, "clip": 1.0, "batch": (text(99)[:, :-1],)} | more


def gpt():
    on_both(**of_words())


# --- A residual network


class BasicBlock(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outside), nn.BatchNorm2d(outside)
        self.down = None
        if stride != 1 or inside != outside:
            self.down = nn.Sequential(nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)), inplace=True)))
        return F.relu(y + (x if self.down is None else self.down(x)))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.body = nn.Sequential(BasicBlock(8, 8, 1), BasicBlock(8, 16, 2))
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        return self.head(F.adaptive_avg_pool2d(self.body(self.stem(x)), 1).flatten(1))


def of_residuals(memory_format=torch.contiguous_format):
    def sgd(model):
        return torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4, nesterov=True)

    plain = of_digits()

    def loss(model, step, device):
        return plain["loss"](lambda x: model(x.contiguous(memory_format=memory_format)), step, device)

    def build():
        return ResNet().to(memory_format=memory_format)

    return plain | {"build": build, "optimizer": sgd, "loss": loss}


def resnet():
    on_both(**of_residuals())


def resnet_channels_last():
    on_both(**of_residuals(torch.channels_last))


# --- Characters


class Speller(nn.Module):
    def __init__(self, words=29, width=12):
        super().__init__()
        self.words, self.head = nn.Embedding(words, width), nn.Linear(width, words)
        self.lstm = nn.LSTM(width, width, num_layers=2, batch_first=True)

    def forward(self, x):
        return self.head(self.lstm(self.words(x))[0])


def lstm():
    def adam(model):
        return torch.optim.Adam(model.parameters(), lr=0.02)

    on_both(**of_words(build=Speller, optimizer=adam))


# --- Lower precision


def autocast():
    """Both devices round to bfloat16 at the same places, not after the same sums."""
    for settings in (of_words(), of_digits()):
        batch = settings.pop("batch")
        cpu, gpu = (Run(device, **settings, autocast=torch.bfloat16).train(8) for device in ("cpu", "cuda"))
        same_curve(gpu.losses, cpu.losses, BFLOAT16)
        assert cpu.losses[-1] < cpu.losses[0] and gpu.losses[-1] < gpu.losses[0]
        assert all(p.dtype == torch.float32 for p in gpu.model.parameters())
        compare(gpu.answer(*batch), cpu.answer(*batch), 8 * BFLOAT16, "answers")


# --- Checkpoints


def checkpoint():
    """What one device saved in the middle, the other goes on from."""
    settings = of_words()
    batch = settings.pop("batch")
    whole = Run("cpu", **settings).train(12)
    for here, there in (("cpu", "cuda"), ("cuda", "cpu"), ("cuda", "cuda")):
        content = Run(here, **settings).train(6).save()
        second = Run(there, **settings).load(content)
        states = [value for state in second.optimizer.state.values() for value in state.values()]
        assert all(s.device.type == there for s in states if s.dim() > 0)
        second.train(6)
        same_curve(second.losses, whole.losses[6:])
        compare(second.answer(*batch), whole.answer(*batch), PARAMETER, "answers")


# --- Several devices


def replicas():
    """Replicas on four devices take the steps of one model with the whole batch."""
    from flambeau.nn.parallel import DistributedDataParallel

    devices = [f"cuda:{index}" for index in range(4)]
    assert torch.cuda.device_count() >= 4
    settings = of_digits()
    batch = settings.pop("batch")
    alone = Run("cuda", **settings).train(6)
    for wrap in (nn.DataParallel, DistributedDataParallel):
        several = Run("cuda", **settings | {"build": lambda wrap=wrap: wrap(LeNet().cuda(), devices)}).train(6)
        same_curve(several.losses, alone.losses)
        for here, there in zip(alone.model.parameters(), several.model.module.parameters(), strict=True):
            compare(there.detach().cpu(), here.detach().cpu(), PARAMETER, "parameters")
        compare(several.answer(*batch), alone.answer(*batch), PARAMETER, "answers")


if __name__ == "__main__":
    globals()[sys.argv[1]]()

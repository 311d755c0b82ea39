"""A small training step under compute-sanitizer: accesses outside memory, races, uninitialised reads."""

from __future__ import annotations

import shutil
import subprocess
import sys

PROGRAM = """
import flambeau as torch
import flambeau.nn.functional as F
torch.manual_seed(0)
net = torch.nn.Sequential(
    torch.nn.Conv2d(1, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(),
    torch.nn.Linear(676, 10), torch.nn.LayerNorm(10)).cuda()
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01)
x, y = torch.randn(8, 1, 28, 28, device="cuda"), torch.randint(10, (8,), device="cuda")
for _ in range(2):
    optimizer.zero_grad()
    F.cross_entropy(F.dropout(net(x), 0.1), y).backward()
    optimizer.step()
table = torch.randn(20, 6, device="cuda", requires_grad=True)
F.embedding(torch.randint(20, (7, 3), device="cuda"), table).cumsum(1).sort(-1).values.sum().backward()
torch.cat([x.sum(0), x.mean(0)]).std().item()
"""
TOOLS = ("memcheck", "racecheck", "initcheck")
LIMIT = 150


def run() -> None:
    """Print what each tool found."""
    if shutil.which("compute-sanitizer") is None:
        print("compute-sanitizer is not there")
        return
    for tool in TOOLS:
        command = ["compute-sanitizer", f"--tool={tool}", "--error-exitcode=9", sys.executable, "-c", PROGRAM]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        except subprocess.TimeoutExpired:
            print(f"- {tool}: not done after {LIMIT} s")
            continue
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        print(f"- {tool}: exit {done.returncode}, {lines[-1] if lines else 'no output'}", flush=True)
        if done.returncode:
            print("```\n" + "\n".join(lines[:25]) + "\n```")

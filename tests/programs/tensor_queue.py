"""A tensor goes through a queue, is changed by the other process, and is seen changed."""

import torch
import torch.multiprocessing as mp


def work(rank, inbox, outbox):
    tensor = inbox.get(timeout=30)
    tensor += 1
    outbox.put((rank, tensor.sum().item()))


if __name__ == "__main__":
    mp.set_sharing_strategy("file_system")
    context = mp.get_context("spawn")
    inbox, outbox = context.Queue(), context.Queue()
    shared = torch.zeros(4).share_memory_()
    inbox.put(shared)
    processes = mp.spawn(work, args=(inbox, outbox), nprocs=1, join=False)
    assert outbox.get(timeout=30) == (0, 4.0)
    while not processes.join():
        pass
    assert shared.tolist() == [1, 1, 1, 1] and shared.is_shared()
    print("shared")

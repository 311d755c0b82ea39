"""What nn.parallel.DistributedDataParallel does on four devices of one process."""

import copy

import _checks
import flambeau as torch
import flambeau.nn.functional as F
from _checks import raises
from flambeau import nn
from flambeau.nn.parallel import DataParallel, DistributedDataParallel


class Net(nn.Module):
    """Two layers, of which the first may be passed over."""

    def __init__(self, size=16):
        super().__init__()
        self.first, self.norm, self.last = nn.Linear(6, size), nn.LayerNorm(size), nn.Linear(size, 3)
        self.extra = nn.Linear(size, 3)

    def forward(self, x, both=True):
        x = self.norm(F.relu(self.first(x)))
        return self.last(x) + self.extra(x) if both else self.last(x)


def make(device, seed=0, **options):
    torch.manual_seed(seed)
    return Net(**options).to(device)


def gradients(model):
    return [None if parameter.grad is None else parameter.grad.cpu() for parameter in model.parameters()]


def all_close(one, other):
    for a, b in zip(one, other, strict=True):
        close(a, b)


def close(one, other, **options):
    torch.testing.assert_close(one, other, check_device=False, **options)


def check_gradients_of_one_large_batch(devices):
    for options in ({}, {"gradient_as_bucket_view": True}, {"bucket_cap_mb": 0.0005}):
        for rows in (16, 9, 3, 1):
            single, module = make("cpu"), make(devices[0])
            model = DistributedDataParallel(module, devices, **options)
            x = torch.randn(rows, 6)
            for _ in range(2):
                expected, got = single(x), model(x)
                close(got.cpu(), expected)
                expected.square().sum().backward()
                got.square().sum().backward()
                all_close(gradients(single), gradients(module))


def check_training_follows_one_large_batch(devices):
    def train(wrap, device):
        module = make(device)
        model = wrap(module)
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        torch.manual_seed(3)
        losses = []
        for _ in range(8):
            x, y = torch.randn(24, 6), torch.randint(0, 3, (24,))
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y.to(device))
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses, [parameter.detach().cpu() for parameter in module.parameters()]

    single = train(lambda module: module, "cpu")
    first = train(lambda module: DistributedDataParallel(module, devices), devices[0])
    again = train(lambda module: DistributedDataParallel(module, devices), devices[0])
    copied = train(lambda module: DataParallel(module, devices), devices[0])
    assert first[0] == again[0] and all(torch.equal(a, b) for a, b in zip(first[1], again[1], strict=True))
    close(torch.tensor(first[0]), torch.tensor(single[0]), rtol=1e-4, atol=1e-5)
    close(torch.tensor(first[0]), torch.tensor(copied[0]), rtol=1e-4, atol=1e-5)
    all_close(copied[1], first[1])


def check_buckets(devices):
    model = DistributedDataParallel(make(devices[0], size=1024), devices, bucket_cap_mb=0.02)
    buckets = model._reducer.buckets()
    # Parameters in the reverse of their order; a bucket is full when it holds 20 KB.
    assert [number for bucket in buckets for number in bucket] == list(range(7, -1, -1))
    assert len(buckets) == 2
    assert len(DistributedDataParallel(make(devices[0]), devices)._reducer.buckets()) == 1


def check_gradients_lie_in_buckets(devices):
    module = make(devices[0])
    model = DistributedDataParallel(module, devices, gradient_as_bucket_view=True)
    model(torch.ones(8, 6)).sum().backward()
    storages = {parameter.grad.untyped_storage().data_ptr() for parameter in module.parameters()}
    assert len(storages) == 1
    module.zero_grad()
    model(torch.ones(8, 6)).sum().backward()
    assert {parameter.grad.untyped_storage().data_ptr() for parameter in module.parameters()} == storages


def check_accumulation_without_sums(devices):
    for clear in (False, True):
        for views in (False, True):
            single, module = make("cpu"), make(devices[0])
            model = DistributedDataParallel(module, devices, gradient_as_bucket_view=views)
            steps = [torch.randn(8, 6) for _ in range(3)]
            with model.no_sync():
                for x in steps[:2]:
                    single(x).square().sum().backward()
                    model(x).square().sum().backward()
            assert not torch.allclose(single.last.weight.grad, module.last.weight.grad.cpu())
            if clear:
                # What the other devices have goes too.
                single.zero_grad(set_to_none=views)
                module.zero_grad(set_to_none=views)
            single(steps[2]).square().sum().backward()
            model(steps[2]).square().sum().backward()
            all_close(gradients(single), gradients(module))


def check_parameters_that_are_not_used(devices):
    single, module = make("cpu"), make(devices[0])
    model = DistributedDataParallel(module, devices, find_unused_parameters=True)
    for both in (False, True, False):
        x = torch.randn(8, 6)
        single.zero_grad()
        module.zero_grad()
        single(x, both=both).sum().backward()
        model(x, both=both).sum().backward()
        all_close(gradients(single), gradients(module))
        assert (module.extra.bias.grad is None) == (not both)
    strict = DistributedDataParallel(make(devices[0]), devices)
    strict(torch.ones(8, 6), both=False).sum().backward()
    raises(RuntimeError, "Expected to have finished reduction in the prior iteration", lambda: strict(torch.ones(8, 6)))


def check_one_graph_twice(devices):
    single, module = make("cpu"), make(devices[0])
    model = DistributedDataParallel(module, devices)
    x = torch.randn(8, 6)
    for net in (single, model):
        loss = net(x).square().sum()
        loss.backward(retain_graph=True)
        loss.backward()
        (net(x).sum() + net(2 * x).square().sum()).backward()
    all_close(gradients(single), gradients(module))


def check_buffers_and_modes(devices):
    torch.manual_seed(0)
    module = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Dropout(0.5)).to(devices[0])
    model = DistributedDataParallel(module, devices)
    model(torch.randn(12, 2))
    model.eval()
    x = torch.randn(7, 2)
    close(model(x), module(x.to(devices[0])))
    assert not any(replica[2].training for replica in model._replicas)
    assert all(replica.train() is replica for replica in [model]) and model._replicas[3][2].training
    loose = DistributedDataParallel(module, devices, broadcast_buffers=False)
    loose(torch.randn(12, 2))
    means = [replica[1].running_mean.cpu() for replica in loose._replicas]
    assert not torch.equal(means[0], means[1])


def check_parameters_are_followed(devices):
    module = make(devices[0])
    model = DistributedDataParallel(module, devices)
    x = torch.randn(8, 6)
    for change in (
        lambda: module.last.weight.data.fill_(0.5),
        lambda: model.load_state_dict(DataParallel(make(devices[0], seed=5), devices).state_dict()),
    ):
        change()
        close(model(x), module(x.to(devices[0])))
    assert list(model.state_dict())[0] == "module.first.weight"


def check_copies_of_it(devices):
    model = DistributedDataParallel(make(devices[0]), devices)
    other = copy.deepcopy(model)
    other(torch.ones(8, 6)).sum().backward()
    assert model.module.last.bias.grad is None and other.module.last.bias.grad.tolist() == [8.0] * 3


def check_errors(devices):
    raises(NotImplementedError, "process groups", lambda: DistributedDataParallel(nn.Linear(1, 1)))
    raises(NotImplementedError, "process groups", lambda: DistributedDataParallel(nn.Linear(1, 1), devices[:1]))
    raises(RuntimeError, "requires a gradient", lambda: DistributedDataParallel(nn.ReLU(), devices))
    raises(RuntimeError, "on device", lambda: DistributedDataParallel(make(devices[1]), devices))
    model = DistributedDataParallel(make(devices[0]), devices)
    raises(RuntimeError, "Caught RuntimeError in replica 0", lambda: model(torch.ones(8, 5)))
    raises(NotImplementedError, "register_comm_hook", lambda: model.register_comm_hook(None, None))
    model(torch.ones(8, 6)).sum().backward()


if __name__ == "__main__":
    _checks.main(globals())

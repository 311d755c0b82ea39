"""Datasets, samplers, collation and the loader in its own process."""

import collections
import json
import math
import pathlib
import types
import warnings

import flambeau as torch
import numpy as np
import pytest
from flambeau.utils.data import (
    BatchSampler,
    ChainDataset,
    ConcatDataset,
    DataLoader,
    Dataset,
    DistributedSampler,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    StackDataset,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    default_convert,
    get_worker_info,
    random_split,
)

ORDER = json.loads((pathlib.Path(__file__).parent / "golden" / "data_order.json").read_text())


class Count(IterableDataset):
    """Yields 0, 1, ... and says how long it is."""

    def __init__(self, stop, length=None):
        self.stop = stop
        self.length = stop if length is None else length

    def __iter__(self):
        return iter(range(self.stop))

    def __len__(self):
        return self.length


def batches(loader):
    return [batch.tolist() for batch in loader]


# --- Datasets


def test_base_classes_name_what_is_missing():
    with pytest.raises(NotImplementedError, match="__getitem__"):
        Dataset()[0]
    with pytest.raises(TypeError):
        len(Dataset())
    with pytest.raises(NotImplementedError, match="__iter__"):
        iter(IterableDataset())
    assert Dataset[int] is not None


def test_tensor_dataset():
    dataset = TensorDataset(torch.arange(6).reshape(3, 2), torch.tensor([5, 6, 7]))
    assert len(dataset) == 3
    features, label = dataset[1]
    assert features.tolist() == [2, 3] and label.item() == 6
    assert dataset[-1][1].item() == 7
    with pytest.raises(AssertionError, match="Size mismatch"):
        TensorDataset(torch.zeros(3), torch.zeros(4))


def test_stack_dataset():
    class Counted(list):
        calls = 0

        def __getitems__(self, indices):
            self.calls += 1
            return [self[i] for i in indices]

    first = Counted([10, 20, 30])
    pair = StackDataset(first, "abc")
    assert pair[1] == (20, "b") and len(pair) == 3
    assert pair.__getitems__([0, 2]) == [(10, "a"), (30, "c")] and first.calls == 1
    named = StackDataset(x=first, y="abc")
    assert named[2] == {"x": 30, "y": "c"}
    assert named.__getitems__([1]) == [{"x": 20, "y": "b"}]
    for args, kwargs in [((), {}), (([1],), {"x": [1]}), (([1], [1, 2]), {}), ((), {"x": [1], "y": []})]:
        with pytest.raises(ValueError):
            StackDataset(*args, **kwargs)


def test_concat_and_chain():
    joined = ConcatDataset([[1, 2], [3], [4, 5, 6]])
    assert list(joined) == [1, 2, 3, 4, 5, 6] and joined[-1] == 6 and joined.cumulative_sizes == [2, 3, 6]
    with pytest.raises(ValueError):
        joined[-7]
    with pytest.raises(IndexError):
        joined[6]
    with pytest.raises(AssertionError):
        ConcatDataset([])
    with pytest.raises(AssertionError):
        ConcatDataset([Count(2)])

    class Three(Dataset):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return index

    assert isinstance(Three() + Three(), ConcatDataset) and len(Three() + Three()) == 6
    chained = Count(2) + Count(3)
    assert isinstance(chained, ChainDataset) and list(chained) == [0, 1, 0, 1, 2] and len(chained) == 5
    with pytest.raises(AssertionError):
        list(ChainDataset([[1]]))


def test_subset():
    subset = Subset([10, 20, 30, 40], [3, 0, 2])
    assert len(subset) == 3 and subset[0] == 40 and subset.__getitems__([2, 0]) == [30, 40]
    nested = Subset(subset, [1])
    assert nested.__getitems__([0]) == [10]

    class OnlyOne(Subset):
        def __getitem__(self, index):
            return -super().__getitem__(index)

    with pytest.raises(NotImplementedError, match="__getitems__"):
        OnlyOne([1], [0])


def test_random_split_lengths():
    parts = random_split(range(10), [0.3, 0.3, 0.4])
    assert [len(part) for part in parts] == [3, 3, 4]
    assert [len(part) for part in random_split(range(11), [0.5, 0.3, 0.2])] == [6, 3, 2]
    assert sorted(x for part in parts for x in part) == list(range(10))
    with pytest.raises(ValueError, match="Sum of input lengths"):
        random_split(range(10), [3, 3])
    with pytest.raises(ValueError, match="Fraction at index 0"):
        random_split(range(10), [-0.5, 1.5])
    with pytest.warns(UserWarning, match="index 1 is 0"):
        random_split(range(2), [0.9, 0.1])


# --- Samplers and their draws


@pytest.fixture
def seeded():
    torch.manual_seed(42)
    return torch.Generator().manual_seed(42)


def test_random_orders_are_those_of_pytorch(seeded):
    def note(make):
        torch.manual_seed(42)
        return make()

    assert note(lambda: [list(RandomSampler(range(10))), list(RandomSampler(range(10)))]) == ORDER["random"]
    assert note(lambda: list(RandomSampler(range(10), num_samples=7))) == ORDER["random_7_of_10"]
    assert note(lambda: list(RandomSampler(range(10), num_samples=23))) == ORDER["random_23_of_10"]
    with_replacement = note(lambda: list(RandomSampler(range(10), replacement=True, num_samples=40)))
    assert with_replacement == ORDER["random_replacement_40"]
    sampler = RandomSampler(range(10), generator=seeded)
    assert [list(sampler), list(sampler)] == ORDER["random_generator"]
    assert note(lambda: list(SubsetRandomSampler([3, 1, 4, 15, 9]))) == ORDER["subset"]
    assert note(lambda: [list(part) for part in random_split(range(10), [3, 7])]) == ORDER["split"]
    generator = torch.Generator().manual_seed(42)
    assert [list(part) for part in random_split(range(11), [0.5, 0.3, 0.2], generator)] == ORDER["split_fractions"]


def test_weighted_orders_are_those_of_pytorch():
    torch.manual_seed(42)
    assert list(WeightedRandomSampler([0.1, 0.9, 0.4, 3.0], 12)) == ORDER["weighted"]
    torch.manual_seed(42)
    once = WeightedRandomSampler([0.1, 0.9, 0.4, 3.0, 0.6], 4, replacement=False)
    assert list(once) == ORDER["weighted_once"]


def test_loader_orders_are_those_of_pytorch():
    torch.manual_seed(42)
    loader = DataLoader(range(17), batch_size=5, shuffle=True)
    assert [batches(loader), batches(loader)] == ORDER["loader_17_5"]
    loader = DataLoader(range(20), batch_size=5, shuffle=True, generator=torch.Generator().manual_seed(42))
    assert [batches(loader), batches(loader)] == ORDER["loader_20_5_generator"]
    torch.manual_seed(42)
    loader = DataLoader(range(6), batch_size=4, shuffle=True)
    assert [[batches(loader), batches(loader)], torch.rand(2, device="cpu").tolist()] == ORDER["loader_then_rand"]


def test_distributed_sampler():
    sampler = DistributedSampler(range(11), num_replicas=3, rank=1, seed=5)
    sampler.set_epoch(2)
    assert list(sampler) == ORDER["distributed"]
    shares = [list(DistributedSampler(range(10), 4, rank, shuffle=False)) for rank in range(4)]
    assert shares == [[0, 4, 8], [1, 5, 9], [2, 6, 0], [3, 7, 1]]
    shares = [list(DistributedSampler(range(10), 4, rank, shuffle=False, drop_last=True)) for rank in range(4)]
    assert shares == [[0, 4], [1, 5], [2, 6], [3, 7]]
    assert list(DistributedSampler(range(1), 3, 2, shuffle=False)) == [0]
    with pytest.raises(ValueError, match="Invalid rank"):
        DistributedSampler(range(3), 2, 2)


def test_sequential_and_batch_samplers():
    assert list(SequentialSampler("abc")) == [0, 1, 2]
    batch = BatchSampler(SequentialSampler(range(7)), 3, False)
    assert list(batch) == [[0, 1, 2], [3, 4, 5], [6]] and len(batch) == 3
    batch = BatchSampler(SequentialSampler(range(7)), 3, True)
    assert list(batch) == [[0, 1, 2], [3, 4, 5]] and len(batch) == 2


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: BatchSampler([0], 0, False), ValueError),
        (lambda: BatchSampler([0], True, False), ValueError),
        (lambda: BatchSampler([0], 1, 0), ValueError),
        (lambda: RandomSampler([]), ValueError),
        (lambda: RandomSampler([1], replacement=1), TypeError),
        (lambda: RandomSampler([1], num_samples=-1), ValueError),
        (lambda: WeightedRandomSampler([1.0], 0), ValueError),
        (lambda: WeightedRandomSampler([1.0], 1, replacement=1), ValueError),
        (lambda: WeightedRandomSampler([[1.0]], 1), ValueError),
        (lambda: list(Sampler()), NotImplementedError),
    ],
)
def test_sampler_arguments(make, error):
    with pytest.raises(error):
        make()


# --- Collation

Point = collections.namedtuple("Point", ["x", "y"])


def test_collate_scalars_and_containers():
    assert default_collate([1, 2]).tolist() == [1, 2] and default_collate([1, 2]).dtype is torch.int64
    assert default_collate([0.5, 1.0]).dtype is torch.float64
    assert default_collate([True, False]).dtype is torch.bool
    assert default_collate(["a", "b"]) == ["a", "b"]
    batch = default_collate([{"a": 1, "b": (2, "x")}, {"a": 3, "b": (4, "y")}])
    assert batch["a"].tolist() == [1, 3] and batch["b"][0].tolist() == [2, 4] and batch["b"][1] == ("x", "y")
    point = default_collate([Point(1, 2.0), Point(3, 4.0)])
    assert isinstance(point, Point) and point.x.tolist() == [1, 3] and point.y.tolist() == [2.0, 4.0]
    pairs = default_collate([[1, 2], [3, 4]])
    assert isinstance(pairs, list) and pairs[0].tolist() == [1, 3]
    counted = default_collate([collections.defaultdict(list, a=1), collections.defaultdict(list, a=2)])
    assert counted.default_factory is list and counted["a"].tolist() == [1, 2]
    frozen = default_collate([types.MappingProxyType({"a": 1})])
    assert frozen["a"].tolist() == [1]
    ranges = default_collate([range(2), range(2)])
    assert [column.tolist() for column in ranges] == [[0, 0], [1, 1]]


def test_collate_tensors_and_arrays():
    stacked = default_collate([torch.ones(2, 3), torch.zeros(2, 3)])
    assert stacked.shape == (2, 2, 3)
    arrays = default_collate([np.ones((2,), np.float32), np.zeros((2,), np.float32)])
    assert arrays.dtype is torch.float32 and arrays.shape == (2, 2)
    assert default_collate([np.float32(1), np.float32(2)]).dtype is torch.float32
    assert default_collate([np.float64(1), np.float64(2)]).dtype is torch.float64
    assert default_collate([np.array(3), np.array(4)]).tolist() == [3, 4]
    with pytest.raises(TypeError, match="default_collate"):
        default_collate([np.array(["a"]), np.array(["b"])])
    with pytest.raises(RuntimeError):
        default_collate([torch.ones(2), torch.ones(3)])


def test_collate_refuses_what_it_does_not_know():
    with pytest.raises(TypeError, match="default_collate: batch must contain"):
        default_collate([None, None])
    with pytest.raises(RuntimeError, match="equal size"):
        default_collate([[1, 2], [3]])


def test_collate_can_be_extended():
    from flambeau.utils.data._utils.collate import collate, default_collate_fn_map

    class Custom:
        pass

    default_collate_fn_map[Custom] = lambda batch, *, collate_fn_map=None: len(batch)
    try:
        assert default_collate([(Custom(), 1), (Custom(), 2)])[0] == 2
    finally:
        del default_collate_fn_map[Custom]
    assert collate([1, 2], collate_fn_map={int: lambda batch, *, collate_fn_map=None: sum(batch)}) == 3


def test_default_convert():
    assert default_convert(3) == 3 and default_convert("x") == "x"
    converted = default_convert({"a": np.array([1, 2]), "b": (np.float32(1), "s"), "p": Point(np.array(0), 1)})
    assert converted["a"].tolist() == [1, 2]
    assert isinstance(converted["b"], list) and converted["b"][0].item() == 1 and converted["b"][1] == "s"
    assert isinstance(converted["p"], Point) and converted["p"].x.item() == 0
    strings = np.array(["a"])
    assert default_convert(strings) is strings
    tensor = torch.ones(2)
    assert default_convert([tensor])[0] is tensor


# --- The loader


class Squares(Dataset):
    def __len__(self):
        return 10

    def __getitem__(self, index):
        return torch.tensor(index * index), str(index)


def test_loader_batches():
    loader = DataLoader(Squares(), batch_size=4)
    numbers, names = zip(*loader, strict=True)
    assert [batch.tolist() for batch in numbers] == [[0, 1, 4, 9], [16, 25, 36, 49], [64, 81]]
    assert names[2] == ("8", "9")
    assert len(loader) == 3 and len(DataLoader(Squares(), 4, drop_last=True)) == 2
    assert [len(batch[0]) for batch in DataLoader(Squares(), 4, drop_last=True)] == [4, 4]
    assert batches(DataLoader([1, 2, 3], 2)) == [[1, 2], [3]]


def test_loader_without_batches():
    loader = DataLoader(Squares(), batch_size=None)
    samples = list(loader)
    assert len(loader) == 10 and samples[3][0].item() == 9 and samples[3][1] == "3"
    assert isinstance(samples[0], list)
    assert [x.tolist() for x in DataLoader([np.ones(2)], batch_size=None)] == [[1.0, 1.0]]


def test_loader_with_samplers():
    assert batches(DataLoader(range(5), 2, sampler=[4, 0, 2])) == [[4, 0], [2]]
    loader = DataLoader(range(5), batch_sampler=[[0, 1, 2], [4]])
    assert batches(loader) == [[0, 1, 2], [4]] and len(loader) == 2 and loader.batch_size is None
    assert batches(DataLoader({"a": 1, "b": 2}, 2, sampler=["b", "a"])) == [[2, 1]]
    assert list(DataLoader(range(4), 2, collate_fn=sum)) == [1, 5]


def test_loader_over_iterables():
    assert batches(DataLoader(Count(5), 2)) == [[0, 1], [2, 3], [4]]
    assert batches(DataLoader(Count(5), 2, drop_last=True)) == [[0, 1], [2, 3]]
    assert list(DataLoader(Count(3), batch_size=None)) == [0, 1, 2]
    assert len(DataLoader(Count(5), 2)) == 3 and len(DataLoader(Count(5), 2, drop_last=True)) == 2
    loader = DataLoader(Count(3, length=1), batch_size=1)
    assert len(loader) == 1
    with pytest.warns(UserWarning, match="reported to be 1"):
        list(loader)


@pytest.mark.parametrize("wrap", [lambda dataset: dataset, lambda dataset: Subset(dataset, [6, 1, -1, 0, 3, 3])])
@pytest.mark.parametrize("shuffle", [False, True])
def test_tensor_datasets_give_what_samples_give(wrap, shuffle):
    class Slow(TensorDataset):
        """Not exactly a TensorDataset, so it is read sample by sample."""

    tensors = (torch.arange(21).reshape(7, 3).float(), torch.arange(7), torch.arange(7) % 2 == 0)
    results = []
    for kind in (TensorDataset, Slow):
        torch.manual_seed(3)
        results.append(list(DataLoader(wrap(kind(*tensors)), batch_size=4, shuffle=shuffle)))
    for fast, slow in zip(*results, strict=True):
        assert isinstance(fast, list) and len(fast) == 3
        assert all(a.tolist() == b.tolist() and a.dtype is b.dtype for a, b in zip(fast, slow, strict=True))


def test_tensor_dataset_batches_are_copies():
    source = torch.zeros(4)
    next(iter(DataLoader(TensorDataset(source), 4)))[0].fill_(1)
    assert source.sum().item() == 0


def test_tensor_dataset_with_custom_indices():
    dataset = TensorDataset(torch.arange(5))
    assert [batch[0].tolist() for batch in DataLoader(dataset, batch_sampler=[[-1, 0], [2]])] == [[4, 0], [2]]
    by_tensor = DataLoader(dataset, batch_sampler=[torch.tensor([3, 1])])
    assert next(iter(by_tensor))[0].tolist() == [3, 1]
    with pytest.raises(IndexError):
        list(DataLoader(dataset, batch_sampler=[[5]]))


def test_tensor_dataset_carries_gradients():
    leaf = torch.ones(4, requires_grad=True)
    sum(batch[0].sum() for batch in DataLoader(TensorDataset(leaf), 2)).backward()
    assert leaf.grad.tolist() == [1, 1, 1, 1]


def test_a_pass_ends_and_begins_anew():
    loader = DataLoader(range(3))
    iterator = iter(loader)
    assert len(list(iterator)) == 3
    with pytest.raises(StopIteration):
        next(iterator)
    assert len(list(loader)) == 3 and len(iterator) == 3
    with pytest.raises(NotImplementedError):
        iterator.__getstate__()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"num_workers": -1}, ValueError),
        ({"timeout": -1}, ValueError),
        ({"prefetch_factor": 2}, ValueError),
        ({"num_workers": 1, "prefetch_factor": -1}, ValueError),
        ({"persistent_workers": True}, ValueError),
        ({"shuffle": True, "sampler": [0]}, ValueError),
        ({"batch_sampler": [[0]], "batch_size": 2}, ValueError),
        ({"batch_sampler": [[0]], "shuffle": True}, ValueError),
        ({"batch_sampler": [[0]], "drop_last": True}, ValueError),
        ({"batch_size": None, "drop_last": True}, ValueError),
        ({"batch_size": 0}, ValueError),
        ({"multiprocessing_context": "spawn"}, ValueError),
        ({"num_workers": 1, "multiprocessing_context": "nonsense"}, ValueError),
        ({"num_workers": 1, "multiprocessing_context": 3}, TypeError),
    ],
)
def test_loader_arguments(arguments, error):
    with pytest.raises(error):
        DataLoader(range(3), **arguments)


@pytest.mark.parametrize("arguments", [{"shuffle": True}, {"sampler": [0]}, {"batch_sampler": [[0]]}])
def test_iterable_datasets_choose_their_own_order(arguments):
    with pytest.raises(ValueError, match="IterableDataset"):
        DataLoader(Count(3), **arguments)
    assert batches(DataLoader(Count(2), shuffle=False)) == [[0], [1]]


def test_what_defines_a_loader_is_fixed():
    loader = DataLoader(range(3))
    for name in ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers"):
        with pytest.raises(ValueError, match=name):
            setattr(loader, name, None)
    loader.collate_fn = sum
    assert list(loader) == [0, 1, 2]


def test_pinning_without_an_accelerator_warns():
    if getattr(torch, "cuda", None) is not None and torch.cuda.is_available():
        pytest.skip("there is an accelerator")
    with pytest.warns(UserWarning, match="pin_memory"):
        assert batches(DataLoader(range(2), pin_memory=True)) == [[0], [1]]


def test_too_many_workers_warn():
    with pytest.warns(UserWarning, match="10000 worker processes"):
        DataLoader(range(2), num_workers=10000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        DataLoader(range(2), num_workers=1)


def test_lengths_round_up():
    for n in range(1, 9):
        for size in range(1, 5):
            assert len(DataLoader(range(n), size)) == math.ceil(n / size) == len(list(DataLoader(range(n), size)))


def test_the_main_process_is_no_worker():
    assert get_worker_info() is None


def test_data_pipes_are_absent_and_say_so():
    with pytest.raises(AttributeError, match="IterableDataset"):
        torch.utils.data.IterDataPipe  # noqa: B018

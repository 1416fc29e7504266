"""Makes checkpoint-legacy.pt and checkpoint-zip.pt, beside this script, which PyTorchFileTest reads.

They were made with PyTorch 2.13 (CPU). Both hold the same checkpoint: an epoch, the state of an
optimizer, and under "state_dict" tensors of all floating-point types, a BatchNorm's count of
batches, a transposed and an expanded view, one without dimensions, two that share a storage, one
from the middle of it.
"""

import collections
import pathlib

import torch

shared = torch.arange(6, dtype=torch.float32)
names = collections.OrderedDict(
    [
        ("head.weight", torch.arange(12, dtype=torch.float32).reshape(2, 3, 2, 1) / 8 - 0.5),
        ("head.bias", torch.nn.Parameter(torch.tensor([0.1, -0.2]))),
        ("half", torch.tensor([1.5, -65504.0, 2.0**-24], dtype=torch.float16)),
        ("bfloat16", torch.tensor([1.5, -(2.0**127)], dtype=torch.bfloat16)),
        ("double", torch.tensor([0.1, 1e-300], dtype=torch.float64)),
        ("norm.num_batches_tracked", torch.tensor(7)),
        ("transposed", torch.arange(6, dtype=torch.float32).reshape(2, 3).t()),
        ("expanded", torch.tensor([[1.0], [2.0]]).expand(2, 3)),
        ("scale", torch.tensor(255.0)),
        ("all", shared),
        ("middle", shared[2:5]),
        ("empty", torch.empty(0, 3)),
    ]
)
names._metadata = collections.OrderedDict([("", {"version": 1})])
optimizer = torch.optim.Adam([torch.nn.Parameter(torch.zeros(2))])
checkpoint = {
    "epoch": 3,
    "loss": 0.125,
    "steps": 2**40,
    "dtype": torch.float32,
    "device": torch.device("cpu"),
    "size": torch.Size([1, 2]),
    "seen": {1, 2},
    "optimizer": optimizer.state_dict(),
    "state_dict": names,
}
folder = pathlib.Path(__file__).parent
for form, zipped in ("legacy", False), ("zip", True):
    torch.save(
        checkpoint,
        folder / f"checkpoint-{form}.pt",
        _use_new_zipfile_serialization=zipped,
    )

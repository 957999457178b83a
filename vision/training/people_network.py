"""The net that marks people, and what it is trained to lessen."""

from __future__ import annotations

from typing import Any

import torch  # type: ignore[import-not-found]
from torch import nn
from torch.nn import functional  # type: ignore[import-not-found]

from vision.training.people_samples import CELL_PX


def conv(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """Convolution, normalisation, rectifier: one layer once exported."""
    layer = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs), nn.ReLU(True))


class Block(nn.Module):  # type: ignore[misc]
    """A depthwise separable convolution, added to its input where the shapes agree."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__()
        self.spatial = conv(inputs, inputs, 3, stride, inputs)
        self.mixing = conv(inputs, outputs, 1)
        self.is_added = inputs == outputs and stride == 1

    def forward(self, x: Any) -> Any:
        """Same as `nn.Module`."""
        y = self.mixing(self.spatial(x))
        return x + y if self.is_added else y


class Net(nn.Module):  # type: ignore[misc]
    """In: greys of 4x4 pixels as 16 channels. Out, by 8x8 pixels: heat of four cells, logarithmic width and height."""

    def __init__(self, fine: int = 16, middle: int = 40, coarse: int = 64) -> None:
        super().__init__()
        self.fine = nn.Sequential(conv(CELL_PX**2, fine, 1), Block(fine, fine))
        self.middle = nn.Sequential(Block(fine, middle, 2), Block(middle, middle), Block(middle, middle))
        self.coarse = nn.Sequential(Block(middle, coarse, 2), *(Block(coarse, coarse) for _ in range(3)))
        self.back = conv(coarse, middle, 1)
        self.joined = Block(middle, middle)
        self.out = nn.Conv2d(middle, 6, 1)
        nn.init.constant_(self.out.bias[:4], -4.0)

    def forward(self, x: Any) -> Any:
        """Same as `nn.Module`."""
        middle = self.middle(self.fine(x))
        back = functional.interpolate(self.back(self.coarse(middle)), scale_factor=2, mode="nearest")
        return self.out(self.joined(middle + back))


def loss_of(out: Any, heat: Any, weight: Any, centres: Any, size: Any, sized: Any) -> Any:
    """Focal loss of the heat, and a third of the size's absolute error."""
    found = torch.sigmoid(functional.pixel_shuffle(out[:, :4], 2)[:, 0]).clamp(1e-4, 1 - 1e-4)
    hits = centres * (1 - found) ** 2 * found.log()
    misses = (1 - centres) * weight * (1 - heat) ** 4 * found**2 * (1 - found).log()
    people = centres.sum().clamp(min=1)
    wrong_size = ((out[:, 4:] - size).abs() * sized[:, None]).sum()
    return (0.3 * wrong_size - (hits + misses).sum()) / people


def as_input(grey: Any) -> Any:
    """Greys (count, rows, columns) as the net takes them."""
    return functional.pixel_unshuffle(torch.from_numpy(grey)[:, None], CELL_PX).contiguous(
        memory_format=torch.channels_last
    )

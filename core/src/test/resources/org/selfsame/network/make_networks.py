"""Makes the files beside this script, which RecognizedNetworkTest reads.

They were made with PyTorch 2.13 (CPU). rnan-legacy.pt is a color RNAN of 2 features and 2 blocks in
the layout and with the names of its authors' release, random numbers in float16, in the legacy
stream; dncnn-zip.pt a gray DnCNN of 4 layers with BatchNorm, in the zip archive. Beside each,
*-example.pt holds a random image with samples from 0 to 1 and what PyTorch makes of it in double.
"""

import collections
import pathlib

import torch
import torch.nn.functional as F
from torch import nn


class RB(nn.Module):
    """A residual block."""

    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c, c, 3, padding=1), nn.ReLU(), nn.Conv2d(c, c, 3, padding=1)
        )

    def forward(self, x):
        return x + self.body(x)


class NL(nn.Module):
    """The non-local block; its softmax is over queries, as in the released code."""

    def __init__(self, c):
        super().__init__()
        self.g = nn.Conv2d(c, c // 2, 1)
        self.W = nn.Conv2d(c // 2, c, 1)
        self.theta = nn.Conv2d(c, c // 2, 1)
        self.phi = nn.Conv2d(c, c // 2, 1)

    def forward(self, x):
        n, c, h, w = x.shape
        g = self.g(x).view(n, c // 2, -1).permute(0, 2, 1)
        t = self.theta(x).view(n, c // 2, -1).permute(0, 2, 1)
        p = self.phi(x).view(n, c // 2, -1)
        f = torch.matmul(t, p)
        y = torch.matmul(F.softmax(f, dim=1), g).permute(0, 2, 1).reshape(n, c // 2, h, w)
        return self.W(y) + x


class Mask(nn.Module):
    """The mask branch of a residual attention block."""

    def __init__(self, c, nl):
        super().__init__()
        self.MB_RB1 = nn.Sequential(*([NL(c)] if nl else []), RB(c))
        self.MB_Down = nn.Sequential(nn.Conv2d(c, c, 3, stride=2, padding=1))
        self.MB_RB2 = nn.Sequential(RB(c), RB(c))
        self.MB_Up = nn.Sequential(nn.ConvTranspose2d(c, c, 6, stride=2, padding=2))
        self.MB_RB3 = nn.Sequential(RB(c))
        self.MB_1x1conv = nn.Sequential(nn.Conv2d(c, c, 1))

    def forward(self, x):
        u = self.MB_RB1(x)
        v = self.MB_Up(self.MB_RB2(self.MB_Down(u)))
        return torch.sigmoid(self.MB_1x1conv(self.MB_RB3(u + v)))


class Trunk(nn.Module):
    """The trunk branch of a residual attention block."""

    def __init__(self, c):
        super().__init__()
        self.body = nn.Sequential(RB(c), RB(c))

    def forward(self, x):
        return self.body(x)


class RA(nn.Module):
    """A residual attention block."""

    def __init__(self, c, nl):
        super().__init__()
        self.RA_RB1 = nn.Sequential(RB(c))
        self.RA_TB = nn.Sequential(Trunk(c))
        self.RA_MB = nn.Sequential(Mask(c, nl))
        self.RA_tail = nn.Sequential(RB(c), RB(c))

    def forward(self, x):
        r = self.RA_RB1(x)
        return self.RA_tail(self.RA_TB(r) * self.RA_MB(r) + r)


class Group(nn.Module):
    """A residual attention block and the convolution after it."""

    def __init__(self, c, nl):
        super().__init__()
        self.body = nn.Sequential(RA(c, nl), nn.Conv2d(c, c, 3, padding=1))

    def forward(self, x):
        return self.body(x)


class Shift(nn.Conv2d):
    """Takes off or adds the mean of colors."""

    def __init__(self, sign):
        super().__init__(3, 3, 1)
        self.weight.data = torch.eye(3).view(3, 3, 1, 1)
        self.bias.data = sign * 255 * torch.tensor([0.4488, 0.4371, 0.404])


class RNAN(nn.Module):
    """The network; with a scale of 2, 3 or 4 it enlarges."""

    def __init__(self, ch, c, blocks, scale):
        super().__init__()
        self.scale = scale
        conv = lambda i, o: nn.Conv2d(i, o, 3, padding=1)
        if scale > 1:
            self.sub_mean = Shift(-1)
            self.add_mean = Shift(1)
        self.head = nn.Sequential(conv(ch, c))
        self.body_nl_low = nn.Sequential(Group(c, True))
        self.body = nn.Sequential(*[Group(c, False) for _ in range(blocks - 2)], conv(c, c))
        self.body_nl_high = nn.Sequential(Group(c, True))
        if scale == 1:
            self.tail = nn.Sequential(conv(c, ch))
        else:
            up = []
            for f in [2, 2] if scale == 4 else [scale]:
                up += [conv(c, c * f * f), nn.PixelShuffle(f)]
            self.tail = nn.Sequential(nn.Sequential(*up), conv(c, ch))

    def forward(self, x):
        if self.scale == 1:
            return x + self.tail(self.body_nl_high(self.body(self.body_nl_low(self.head(x)))))
        f = self.head(self.sub_mean(x))
        return self.add_mean(self.tail(f + self.body_nl_high(self.body(self.body_nl_low(f)))))


class DnCNN(nn.Module):
    """The network with BatchNorm."""

    def __init__(self, ch, c, layers):
        super().__init__()
        m = [nn.Conv2d(ch, c, 3, padding=1), nn.ReLU()]
        for _ in range(layers - 2):
            m += [nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c), nn.ReLU()]
        self.dncnn = nn.Sequential(*m, nn.Conv2d(c, ch, 3, padding=1, bias=False))

    def forward(self, x):
        return x - self.dncnn(x)


def randomize(net):
    """Keeps features at about 80, and what goes to a softmax or sigmoid at about 1."""
    for name, p in net.named_parameters():
        if "_mean" in name:
            continue
        logits = any(k in name for k in (".theta.", ".phi.", "MB_1x1conv"))
        if p.dim() == 4:
            fan = p.numel() / p.shape[0] / (4 if "MB_Up" in name else 1)
            gain = 1 / 80 if logits else 1 if p.shape[2] == 1 else 0.7
            p.data = torch.randn_like(p) * (gain / fan**0.5)
        else:
            p.data = torch.randn_like(p) * (0.3 if logits else 16)


@torch.no_grad()
def save(name, net, sample_range, channels, height, width, zipped):
    folder = pathlib.Path(__file__).parent
    net.eval()
    tensors = collections.OrderedDict(net.state_dict())
    torch.save(tensors, folder / f"{name}.pt", _use_new_zipfile_serialization=zipped)
    image = torch.rand(1, channels, height, width)
    restored = net.double()(image.double() * sample_range) / sample_range
    example = {"image": image, "restored": restored}
    torch.save(example, folder / f"{name}-example.pt")


torch.manual_seed(1)
rnan = RNAN(3, 2, 2, 1)
randomize(rnan)
save("rnan-legacy", rnan.half(), 255, 3, 8, 6, zipped=False)
dncnn = DnCNN(1, 6, 4)
for module in dncnn.dncnn:
    if isinstance(module, nn.BatchNorm2d):
        module.running_mean = 0.2 * torch.randn(6)
        module.running_var = torch.rand(6) + 0.2
        module.weight.data = torch.rand(6) + 0.5
        module.bias.data = 0.2 * torch.randn(6)
save("dncnn-zip", dncnn, 1, 1, 7, 9, zipped=True)

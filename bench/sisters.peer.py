"""The same models in PyTorch (step_loop)."""

import sys

import torch
from step_loop import step_loop
from torch import nn

torch.manual_seed(0)


def stack(widths, activation, last=None):
    parts = []
    for k, (a, b) in enumerate(zip(widths, widths[1:])):
        parts.append(nn.Linear(a, b))
        kind = last if k == len(widths) - 2 else activation
        if kind is not None:
            parts.append(kind())
    return nn.Sequential(*parts)


class Conditional(nn.Module):
    batch = 64

    def __init__(self):
        super().__init__()
        self.encoder = stack([1048 + 2, 512, 256], nn.ELU, nn.ELU)
        self.mean, self.log_var = nn.Linear(256, 6), nn.Linear(256, 6)
        self.decoder = stack([6 + 2, 256, 512, 1048], nn.ELU)
        self.data = [0.1 * torch.randn(self.batch, n) for n in (1048, 2)]

    def loss(self):
        x, y = self.data
        hidden = self.encoder(torch.cat([x, y], 1))
        mean, log_var = self.mean(hidden), self.log_var(hidden)
        z = mean + torch.exp(0.5 * log_var) * torch.randn_like(mean)
        made = self.decoder(torch.cat([z, y], 1))
        kl = 0.5 * (mean**2 + log_var.exp() - log_var - 1).sum(1)
        return (((made - x) ** 2).sum(1) + 0.002 * kl).mean()


class YAutoencoder(nn.Module):
    batch = 32

    def __init__(self):
        super().__init__()
        self.encoder = stack([458, 2048, 1024, 512, 256], nn.Tanh, nn.Tanh)
        self.latent = nn.Sequential(nn.Dropout(0.2), nn.Linear(256, 128), nn.Tanh())
        self.decoder = stack([128, 64, 128, 256, 512, 1024, 458], nn.Tanh, nn.Tanh)
        self.quantifier = stack([512, 384, 5], nn.Sigmoid, nn.Sigmoid)
        self.data = [0.1 * torch.randn(self.batch, *n) for n in ((4, 458), (4, 458), (5,))]

    def loss(self):
        x, clean, amounts = self.data
        latent = self.latent(self.encoder(x))
        huber = nn.functional.huber_loss
        return huber(self.decoder(latent), clean) + 0.1 * huber(self.quantifier(latent.flatten(1)), amounts)


class Covariance(nn.Module):
    batch = 16

    def __init__(self):
        super().__init__()
        self.convolutions = nn.Sequential(
            *[
                part
                for kernel, stride in ((9, 4), (7, 3), (5, 2), (3, 1))
                for part in (nn.Conv2d(1, 1, kernel, stride), nn.LeakyReLU(0.1))
            ]
        )
        flat = self.convolutions(torch.zeros(1, 1, 524, 524)).numel()
        self.head = stack([flat, 524, 524, 524, 524], nn.ReLU)
        self.data = [0.1 * torch.randn(self.batch, *n) for n in ((40, 524), (524,))]

    def loss(self):
        x, y = self.data
        covariance = torch.bmm(x.transpose(1, 2), x) / 40
        return (self.head(self.convolutions(covariance[:, None]).flatten(1)) - y).abs().mean()


class Recurrent(nn.Module):
    """Convolutions as of ours; the points of the transform eight at a time."""

    batch = 16

    def __init__(self):
        super().__init__()
        parts, inputs = [], 1
        for channels, kernel, stride in (
            (8, 7, 3),
            (16, 7, 3),
            (32, 7, 3),
            (64, 5, 2),
            (128, 5, 2),
            (524, 2, 1),
        ):
            parts += [nn.Conv2d(inputs, channels, kernel, stride), nn.LeakyReLU(0.1)]
            inputs = channels
        self.convolutions = nn.Sequential(*parts[:-1])
        self.recurrent = nn.GRU(16, 16, 4, batch_first=True)
        self.head = nn.Linear(66 * 16, 524)
        self.data = [0.1 * torch.randn(self.batch, *n) for n in ((40, 524), (524,))]

    def loss(self):
        x, y = self.data
        covariance = torch.bmm(x.transpose(1, 2), x) / 40
        hidden = self.convolutions(covariance[:, None]).flatten(1)
        steps = torch.view_as_real(torch.fft.fft(hidden, norm="ortho")).flatten(1)
        steps = nn.functional.pad(steps, (0, 66 * 16 - 1048)).unflatten(1, (66, 16))
        passed, _ = self.recurrent(steps)
        return (self.head(passed.relu().flatten(1)) - y).abs().mean()


models = {
    "conditional": Conditional,
    "yAutoencoder": YAutoencoder,
    "covariance": Covariance,
    "recurrent": Recurrent,
}
step_loop(models[sys.argv[1]](), 1e-4)

"""The same model in PyTorch (step_loop)."""

import json
import sys

import torch
from step_loop import step_loop

batch, width = int(sys.argv[1]), int(sys.argv[2])
layers, latent, beta = json.loads(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
torch.manual_seed(0)


def stack(widths):
    parts = []
    for a, b in zip(widths, widths[1:]):
        parts += [torch.nn.Linear(a, b), torch.nn.ELU()]
    return parts


class Vae(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Sequential(*stack([width, *layers]))
        self.mean = torch.nn.Linear(layers[-1], latent)
        self.log_var = torch.nn.Linear(layers[-1], latent)
        up = [latent, *layers[::-1]]
        self.decoder = torch.nn.Sequential(*stack(up), torch.nn.Linear(up[-1], width))
        self.data = torch.randn(batch, width)

    def forward(self, x):
        hidden = self.encoder(x)
        mean, log_var = self.mean(hidden), self.log_var(hidden)
        return self.decoder(mean + torch.exp(0.5 * log_var) * torch.randn_like(mean)), mean, log_var

    def loss(self):
        y, mean, log_var = self(self.data)
        kl = 0.5 * (mean**2 + log_var.exp() - log_var - 1).sum(1)
        return (((y - self.data) ** 2).sum(1) + beta * kl).mean()


step_loop(Vae(), 1e-3)

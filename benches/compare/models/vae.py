"""A variational autoencoder of digits."""

from __future__ import annotations

from typing import Any


def vae(torch: Any) -> Any:
    """784 inputs, 400 hidden units, 20 latent dimensions, and back."""
    nn: Any = torch.nn

    class VAE(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc1 = nn.Linear(784, 400)
            self.mean = nn.Linear(400, 20)
            self.log_var = nn.Linear(400, 20)
            self.fc3 = nn.Linear(20, 400)
            self.fc4 = nn.Linear(400, 784)

        def forward(self, x: Any) -> Any:
            hidden = torch.relu(self.fc1(x))
            mean, log_var = self.mean(hidden), self.log_var(hidden)
            z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
            return torch.sigmoid(self.fc4(torch.relu(self.fc3(z)))), mean, log_var

    return VAE()


def vae_loss(torch: Any, result: Any, x: Any) -> Any:
    """Reconstruction and divergence from the prior."""
    restored, mean, log_var = result
    reconstruction = torch.nn.functional.binary_cross_entropy(restored, x, reduction="sum")
    return reconstruction - 0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())


#: Multiplications and additions of one image, forward.
VAE_FLOPS = 2 * (784 * 400 + 400 * 40 + 20 * 400 + 400 * 784)

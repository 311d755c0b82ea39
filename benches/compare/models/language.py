"""Models of text: a character LSTM, a small GPT, and an encoder of the size of BERT-mini."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CHARACTERS = 65
WORDS = 30522


def char_lstm(torch: Any) -> Any:
    """Predicts the next of 65 characters with one LSTM of 128 units."""
    nn: Any = torch.nn

    class CharLSTM(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(CHARACTERS, 64)
            self.lstm = nn.LSTM(64, 128, batch_first=True)
            self.head = nn.Linear(128, CHARACTERS)

        def forward(self, tokens: Any) -> Any:
            hidden, _ = self.lstm(self.embedding(tokens))
            return self.head(hidden)

    return CharLSTM()


@dataclass(frozen=True)
class GPTSize:
    """Sizes of a GPT."""

    vocabulary: int = CHARACTERS
    context: int = 128
    width: int = 384
    heads: int = 6
    layers: int = 6

    @property
    def flops_per_token(self) -> float:
        """Multiplications and additions of one token in a full context, forward."""
        matrices = self.layers * 12 * self.width**2 + self.vocabulary * self.width
        # Half of the scores are masked.
        return 2 * matrices + self.layers * 2 * self.context * self.width

    @property
    def parameter_bytes(self) -> float:
        """Bytes of the weights that each token reads."""
        return 4 * (self.layers * 12 * self.width**2 + self.vocabulary * self.width)


#: A model of 10.7 million parameters.
SMALL_GPT = GPTSize()


def gpt(torch: Any, size: GPTSize = SMALL_GPT) -> Any:
    """A decoder with normalisation before each part, fused causal attention and GELU."""
    nn: Any = torch.nn
    functional = torch.nn.functional

    class Attention(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.qkv = nn.Linear(size.width, 3 * size.width)
            self.proj = nn.Linear(size.width, size.width)

        def forward(self, x: Any) -> Any:
            b, t, c = x.shape
            q, k, v = self.qkv(x).split(c, dim=2)
            q, k, v = (part.view(b, t, size.heads, c // size.heads).transpose(1, 2) for part in (q, k, v))
            y = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            return self.proj(y.transpose(1, 2).contiguous().view(b, t, c))

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.ln1 = nn.LayerNorm(size.width)
            self.attention = Attention()
            self.ln2 = nn.LayerNorm(size.width)
            self.fc = nn.Linear(size.width, 4 * size.width)
            self.out = nn.Linear(4 * size.width, size.width)

        def forward(self, x: Any) -> Any:
            x = x + self.attention(self.ln1(x))
            return x + self.out(functional.gelu(self.fc(self.ln2(x))))

    class GPT(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.wte = nn.Embedding(size.vocabulary, size.width)
            self.wpe = nn.Embedding(size.context, size.width)
            self.blocks = nn.ModuleList([Block() for _ in range(size.layers)])
            self.ln = nn.LayerNorm(size.width)
            self.head = nn.Linear(size.width, size.vocabulary, bias=False)

        def forward(self, tokens: Any) -> Any:
            x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
            for block in self.blocks:
                x = block(x)
            return self.head(self.ln(x))

    return GPT()


def bert_mini(torch: Any) -> Any:
    """Four encoder layers of width 256; the first token's vector gives one of two classes."""
    nn: Any = torch.nn

    class BERT(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = nn.Embedding(WORDS, 256)
            self.places = nn.Embedding(128, 256)
            self.norm = nn.LayerNorm(256)
            layer = nn.TransformerEncoderLayer(256, 4, 1024, dropout=0.0, activation="gelu", batch_first=True)
            self.encoder = nn.TransformerEncoder(layer, 4)
            self.head = nn.Linear(256, 2)

        def forward(self, tokens: Any) -> Any:
            x = self.norm(self.words(tokens) + self.places(torch.arange(tokens.shape[1])))
            return self.head(self.encoder(x)[:, 0])

    return BERT()


#: Multiplications and additions of one sequence, forward.
CHAR_LSTM_FLOPS = 2 * 64 * (4 * 128 * 192 + 128 * CHARACTERS)
BERT_MINI_FLOPS = 2 * 128 * 4 * 12 * 256**2 + 4 * 4 * 128**2 * 256

"""References for what runs over sequences: LSTM, GRU and CTC's beam search."""

import itertools

import numpy as np


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, h0, c0, kernel, recurrent, bias=None):
    x = x @ kernel + (0 if bias is None else bias)
    h, c = h0, c0
    hs, cs, gates = [], [], []
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] + h @ recurrent, 4, 1)
        i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
        c = f * c + i * g
        h = o * np.tanh(c)
        hs.append(h)
        cs.append(c)
        gates.append(np.concatenate([i, f, g, o], 1))
    states = [np.stack(s, 1) if s else np.zeros((*h0.shape[:1], 0, h0.shape[1])) for s in (hs, cs)]
    return states[0], h, c, states[1], np.stack(gates, 1) if gates else x


def gru(x, h0, kernel, recurrent, bias=None, recurrent_bias=None):
    x = x @ kernel + (0 if bias is None else bias)
    more = 0 if recurrent_bias is None else recurrent_bias
    h, hs, gates = h0, [], []
    for t in range(x.shape[1]):
        (xz, xr, xg), (az, ar, ag) = np.split(x[:, t], 3, 1), np.split(h @ recurrent + more, 3, 1)
        z, r = _sigmoid(xz + az), _sigmoid(xr + ar)
        g = np.tanh(xg + r * ag)
        h = z * h + (1 - z) * g
        hs.append(h)
        gates.append(np.concatenate([z, r, g, ag], 1))
    empty = np.zeros((h0.shape[0], 0, h0.shape[1]))
    return (
        np.stack(hs, 1) if hs else empty,
        h,
        np.stack(gates, 1) if gates else np.zeros((h0.shape[0], 0, 4 * h0.shape[1])),
    )


def ctc_beam_search(logits, logit_length, beam_width=100, top_paths=1, blank_index=0):
    """By trying all paths: right where the beam is wide enough for all prefixes."""
    batch, time, classes = logits.shape
    labels = np.full((top_paths, batch, time), -1, np.int32)
    scores = np.full((batch, top_paths), -np.inf)
    for b in range(batch):
        x = logits[b].astype(np.float64)
        log_p = x - np.log(np.exp(x).sum(-1, keepdims=True))
        sums = {}
        for path in itertools.product(range(classes), repeat=int(logit_length[b])):
            merged = [c for t, c in enumerate(path) if t == 0 or c != path[t - 1]]
            key = tuple(c for c in merged if c != blank_index)
            score = sum(log_p[t, c] for t, c in enumerate(path))
            sums[key] = np.logaddexp(sums.get(key, -np.inf), score)
        best = sorted(sums.items(), key=lambda item: -item[1])[:top_paths]
        for p, (key, score) in enumerate(best):
            labels[p, b, : len(key)] = key
            scores[b, p] = score
    return labels, scores

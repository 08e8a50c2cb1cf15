"""Shows event files of zeal's in TensorBoard, in a real browser, and keeps the picture.

    python tests/browser/tensorboard_chart.py docs/images/tensorboard.png

Writes a log of a small training, starts TensorBoard on it, opens the page in Chromium without a
window and steers it by the DevTools protocol. Fails unless the scalar charts show their lines.
Needs chromium and the packages tensorboard, tensorboardX and websocket-client.
"""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import zeal as tf

PATIENCE = 120  # seconds, for a busy machine
# The text of the page and the number of lines in its scalar charts, through all shadow roots.
LOOK = """(() => {
  let text = "", lines = 0;
  const walk = (node) => {
    if (node.shadowRoot) walk(node.shadowRoot);
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) text += child.textContent + " ";
      if (child.nodeName === "path" && child.closest("scalar-card svg") &&
          (child.getAttribute("d") || "").split("L").length > 20) ++lines;
      walk(child);
    }
  };
  walk(document.body);
  return JSON.stringify({text, lines});
})()"""


def write_log(folder: Path) -> None:
    """The losses and weights of a line fitted to points, in two runs."""
    x = tf.random.stateless_normal([256, 1], seed=[1, 2])
    y = 3.0 * x + 2.0 + 0.3 * tf.random.stateless_normal([256, 1], seed=[3, 4])
    for rate in (0.02, 0.1):
        w, b = tf.Variable([[0.0]]), tf.Variable(0.0)
        with tf.summary.create_file_writer(folder / f"rate_{rate}").as_default():
            for step in range(100):
                with tf.GradientTape() as tape:
                    loss = tf.reduce_mean(tf.square(x @ w + b - y))
                for v, g in zip((w, b), tape.gradient(loss, (w, b)), strict=True):
                    v.assign_sub(rate * g)
                tf.summary.scalar("train/loss", loss, step=step)
                tf.summary.scalar("train/slope", tf.squeeze(w), step=step)
                if step % 10 == 0:
                    tf.summary.histogram("train/errors", x @ w + b - y, step=step)


class Page:
    """A tab of the browser, by the DevTools protocol."""

    def __init__(self, address: str) -> None:
        import websocket

        self._socket = websocket.create_connection(address, suppress_origin=True)
        self._number = 0

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._number:
            pass
        return answer["result"]

    def look(self) -> dict[str, Any]:
        result = self.call("Runtime.evaluate", expression=LOOK)
        return json.loads(result["result"].get("value", '{"text": "", "lines": 0}'))

    def screenshot(self) -> bytes:
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])


def wait_for(what: Any, seconds: float = PATIENCE) -> Any:
    """What the function gives once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if value := what():
                return value
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError(f"nothing in {seconds} s")


def free_port() -> str:
    with socket.socket() as s:
        s.bind(("localhost", 0))
        return str(s.getsockname()[1])


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read()


def main(picture: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("there is no chromium")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write_log(folder / "logs")

        def start(*command: str) -> None:
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            process = subprocess.Popen(command, **quiet)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        port, debug = free_port(), free_port()
        logs = str(folder / "logs")
        start(sys.executable, "-m", "tensorboard.main", "--logdir", logs, "--port", port)
        site = f"http://localhost:{port}/"
        tags = wait_for(lambda: json.loads(fetched(site + "data/plugin/scalars/tags")))
        assert {run: sorted(found) for run, found in tags.items()} == {
            "rate_0.02": ["train/loss", "train/slope"],
            "rate_0.1": ["train/loss", "train/slope"],
        }
        start(
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--remote-debugging-port={debug}", f"--user-data-dir={folder / 'profile'}",
            "--window-size=1360,1080", site + "?darkMode=false&forceSVG=true#timeseries",
        )  # fmt: skip
        tabs = wait_for(
            lambda: [
                t
                for t in json.loads(fetched(f"http://localhost:{debug}/json"))
                if t["type"] == "page"
            ]
        )
        page = Page(tabs[0]["webSocketDebuggerUrl"])

        def shown() -> dict[str, Any] | None:
            seen = page.look()
            words = ("loss", "slope", "rate_0.02", "rate_0.1")
            return seen if seen["lines"] >= 4 and all(w in seen["text"] for w in words) else None

        try:
            seen = wait_for(shown)
        except TimeoutError:
            picture.write_bytes(page.screenshot())
            sys.exit(f"the charts do not show: {page.look()}")
        time.sleep(2)  # the lines move into their places
        picture.write_bytes(page.screenshot())
        print(f"TensorBoard shows {seen['lines']} lines of scalars; see {picture}")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "tensorboard.png"))

"""Runs a command on a pseudo terminal, as a person would see it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07]*\x07|\x1b[()=>].?|\r|[^\x1b\r]")


def on_screen(data):
    """What is left on the screen: control sequences taken out, carriage returns and erasures carried out."""
    lines = []
    for line in data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n"):
        cells, column = [], 0
        for found in CONTROL.finditer(line):
            text = found[0]
            if text == "\r":
                column = 0
            elif found[2] == "K":
                cells = [] if found[1] == "2" else cells[:column]
            elif not text.startswith("\x1b"):
                cells += [" "] * (column - len(cells))
                cells[column:column + 1] = [text]
                column += 1
        lines.append("".join(cells).rstrip())
    return "\n".join(lines)


def run_on_terminal(command, folder, env, answers, timeout):
    """(bytes shown, exit code). `answers`: list of (test whether the prompt has appeared, text). None as test: once it is quiet."""
    pid, master = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe("bash", ["bash", "-c", command], env)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    shown, since_answer, pending = b"", 0, list(answers)
    end = time.monotonic() + timeout
    while True:
        ready, _, _ = select.select([master], [], [], 0.3)
        if ready:
            try:
                data = os.read(master, 65536)
            except OSError:
                data = b""
            if not data:
                break
            shown += data
        if pending and (pending[0][0](shown[since_answer:]) if pending[0][0] else not ready):
            os.write(master, (pending.pop(0)[1] + "\n").encode())
            since_answer = len(shown)
        if time.monotonic() > end:
            os.kill(pid, signal.SIGKILL)
            shown += b"\n(no end: stopped after the time limit)\n"
            break
    _, status = os.waitpid(pid, 0)
    os.close(master)
    code = os.waitstatus_to_exitcode(status)
    return shown, code if code >= 0 else 128 - code

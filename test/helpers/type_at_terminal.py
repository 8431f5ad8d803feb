"""Runs a program in a pseudo-terminal and types into it: reads a JSON job on stdin, writes a JSON report.

job: argv, cwd, env, columns, stdout (a file that takes it, or null for the terminal), steps [[text to wait for, keys to
type], ...]; "" waits for nothing, and "SIGTERM" is no key but that signal.
report: output (all that the terminal got), status (as a shell gives it), missed (what was waited for in vain).
"""
import codecs, fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

job = json.load(sys.stdin)
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
pid, fd = pty.fork()
if pid == 0:
    os.chdir(job["cwd"])
    if job["stdout"]:
        os.dup2(os.open(job["stdout"], os.O_WRONLY | os.O_CREAT), 1)
    os.execvpe(job["argv"][0], job["argv"], job["env"])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, job["columns"], 0, 0))
decoder = codecs.getincrementaldecoder("utf-8")("replace")
output, seen, steps, missed = "", 0, list(job["steps"]), None
deadline = time.monotonic() + 60
while True:
    while steps and steps[0][0] in ANSI.sub("", output[seen:]):
        seen = len(output)
        # A program that has just drawn its question may not listen yet.
        time.sleep(0.15)
        keys = steps.pop(0)[1]
        if keys == "SIGTERM":
            os.kill(pid, signal.SIGTERM)
        else:
            os.write(fd, keys.encode())
    if time.monotonic() > deadline:
        missed = steps[0][0] if steps else "the end"
        os.kill(pid, 9)
        break
    if not select.select([fd], [], [], 0.1)[0]:
        continue
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    output += decoder.decode(data)
_, status = os.waitpid(pid, 0)
code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
json.dump({"output": output, "status": code, "missed": missed}, sys.stdout)

"""The experiment on a GPU: networks share it under the time slicing of its driver, or (--mps) under MPS.

    python3 test/experiment/gpu.py --device my-gpu --pictures 64 --profiles gpu.csv --out run.csv
    edge-plan validate run.csv --device my-gpu --profiles gpu.csv --discipline time-slice --group-by run --app-by container

Needs PyTorch with CUDA; --onnx DIR takes DIR/<network>.onnx (those of `npm run experiment -- --keep DIR`) through
onnxruntime-gpu instead. Each container is a process of its own with one queue and its own CUDA context. Requests are sent
on a Poisson schedule whether or not answers came, and times count from the scheduled moment. Profiles are measured first:
alone, with a rest before each request, and, for phi(n), back to back beside copies.

A request has as many pictures as --pictures says: a large GPU is done with one picture before the host has sent the next
layer, and then it is the host that is measured, which the script tells. --cpu tries the flow on one core. Not run on a GPU
yet: its schedule and its files are tested with a stand-in for PyTorch.
"""

import argparse
import csv
import multiprocessing
import os
import platform
import queue
import random
import statistics
import subprocess
import sys
import time
from types import SimpleNamespace

# As in networks.js: side of the picture, channels of the first stage, convolutions at each halving of the picture.
NETWORKS = {
    "conv-s": (224, 48, [2, 2, 2]),
    "conv-m": (224, 64, [3, 4, 4]),
    "conv-l": (352, 64, [3, 4, 4]),
    "conv-xl": (448, 80, [3, 4, 4]),
}
PROFILE_COLUMNS = "model,device,service_ms,service_scv,batch,concurrency,runtime,precision,conditions,samples,source"
RECORDING_COLUMNS = "run,app,container,model,start_time,begin_time,end_time"
WARM_UP = 50
REST_S = 0.02  # before each request of a copy alone, as `edge-plan measure` does: clocks and caches are then as among others
LEAD_S = 1.0  # from the word to go to the first request
PATIENCE_S = 900  # in which all containers have loaded, or their parent is gone
HOST_BOUND = 0.5  # share of a request in which the host still sends work: past it the GPU is not what is shared


def torch_network(name, pictures, is_cpu):
    """infer() returns when the device is done; host_share() is the part of it in which the host still sent work."""
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(1)
    # The profile says fp32: newer GPUs would round products to 10 bits.
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False
    device = torch.device("cpu" if is_cpu else "cuda")
    side, width, stages = NETWORKS[name]
    channels = [(3, width, 2)]
    for stage, convolutions in enumerate(stages):
        for i in range(convolutions):
            channels.append((channels[-1][1], width * 2**stage, 2 if i == 0 else 1))
    layers = [
        layer
        for before, after, stride in channels
        for layer in (torch.nn.Conv2d(before, after, 3, stride, 1, bias=False), torch.nn.ReLU())
    ]
    head = [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Conv2d(channels[-1][1], 100, 1, bias=False), torch.nn.Flatten()]
    network = torch.nn.Sequential(*layers, *head).eval().to(device)
    # It stays on the device: no request waits for the bus.
    picture = torch.rand(pictures, 3, side, side, device=device)

    def send():
        with torch.inference_mode():
            network(picture)

    def infer():
        send()
        if not is_cpu:
            torch.cuda.synchronize()

    def host_share():
        if is_cpu:
            return None
        begin = time.monotonic()
        send()
        sent = time.monotonic()
        torch.cuda.synchronize()
        return (sent - begin) / (time.monotonic() - begin)

    where = "CPU" if is_cpu else f"{torch.cuda.get_device_name()}; CUDA {torch.version.cuda}"
    return SimpleNamespace(infer=infer, host_share=host_share, runtime=f"PyTorch {torch.__version__}", where=where)


def onnx_network(name, pictures, is_cpu, folder):
    """The same of DIR/<network>.onnx; input and outputs cross the bus in every request."""
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    provider = "CPUExecutionProvider" if is_cpu else "CUDAExecutionProvider"
    wanted = provider if is_cpu else (provider, {"use_tf32": "0"})
    session = onnxruntime.InferenceSession(os.path.join(folder, f"{name}.onnx"), options, providers=[wanted])
    if session.get_providers()[0] != provider:
        sys.exit(f"onnxruntime has no {provider}")
    (taken,) = session.get_inputs()
    feeds = {taken.name: numpy.random.default_rng(1).random([pictures, *taken.shape[1:]], dtype=numpy.float32)}
    return SimpleNamespace(
        # The outputs come back to the host, so the device is done when run() returns.
        infer=lambda: session.run(None, feeds),
        host_share=lambda: None,
        runtime=f"onnxruntime {onnxruntime.__version__}",
        where=provider,
    )


def wait_until(moment):
    """Sleeps until then by the clock that all processes of a machine share; what it is then."""
    now = time.monotonic()
    while now < moment:
        time.sleep(moment - now)
        now = time.monotonic()
    return now


def serve_schedule(infer, due, start):
    """Serves requests in order, none before it is due, all of them however late. (due, begin, end), s from the start."""
    times = []
    for moment in due:
        begin = wait_until(start + moment)
        infer()
        times.append((moment, begin - start, time.monotonic() - start))
    return times


def serve_again(infer, until, rest, start):
    """One request after the other, each after a rest, none begun after `until`; as above, due when it is begun."""
    times = []
    wait_until(start)
    while True:
        begin = wait_until(time.monotonic() + rest) - start
        if begin >= until:
            return times
        infer()
        times.append((begin, begin, time.monotonic() - start))


def container(number, name, due, rest, settings, ready, answers):
    """A process: loads and warms up its network, then serves its queue, or (due is None) measures it."""
    if settings.cpu and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if settings.onnx:
        network = onnx_network(name, settings.pictures, settings.cpu, settings.onnx)
    else:
        network = torch_network(name, settings.pictures, settings.cpu)
    for _ in range(WARM_UP):
        network.infer()
    shares = [network.host_share() for _ in range(5)]
    host_share = None if None in shares else statistics.median(shares)
    ready.wait(PATIENCE_S)
    start = settings.epoch.value
    if due is None:
        times = serve_again(network.infer, settings.profile_seconds, rest, start)
    else:
        times = serve_schedule(network.infer, due, start)
    answers.put((number, times, network.runtime, network.where, host_share))


def together(works, rest, settings):
    """Runs containers (network, schedule or None) from one moment on; what each answered, in their order."""
    context = multiprocessing.get_context("spawn")
    settings.epoch = context.Value("d", 0.0)
    ready, answers = context.Barrier(len(works) + 1), context.Queue()
    processes = [
        context.Process(target=container, args=(i, name, due, rest, settings, ready, answers), daemon=True)
        for i, (name, due) in enumerate(works)
    ]
    for process in processes:
        process.start()
    while ready.n_waiting < len(works):
        check_alive(processes)
        time.sleep(0.1)
    if settings.mps and not mps_servers():
        sys.exit("the MPS daemon runs, and the containers do not use it: same user, same CUDA_MPS_PIPE_DIRECTORY?")
    # Before the last one arrives at the barrier, so that all read it after it was set.
    settings.epoch.value = time.monotonic() + LEAD_S
    ready.wait()
    found = []
    while len(found) < len(works):
        try:
            found.append(answers.get(timeout=1))
        except queue.Empty:
            check_alive(processes)
    for process in processes:
        process.join()
    return sorted(found, key=lambda answer: answer[0])


def check_alive(processes):
    if any(process.exitcode for process in processes):
        sys.exit("a container could not go on: see what it said above")


def mps_servers():
    """Process numbers of the servers of the MPS daemon, those that containers use; None where no daemon runs."""
    try:
        asked = subprocess.run(["nvidia-cuda-mps-control"], input="get_server_list\n", text=True, capture_output=True)
    except OSError:
        return None
    return asked.stdout.split() if asked.returncode == 0 else None


def check_mps(is_wanted):
    """Under MPS nothing else may be measured, and the reverse: the daemon changes how every process shares the GPU."""
    is_running = mps_servers() is not None
    if is_wanted and not is_running:
        sys.exit("start the MPS daemon first: nvidia-cuda-mps-control -d")
    if is_running and not is_wanted:
        sys.exit("the MPS daemon runs: give --mps, or stop it (echo quit | nvidia-cuda-mps-control)")


def driver():
    """The driver, which slices time; not shown on boards without nvidia-smi."""
    words = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        return "driver " + subprocess.run(words, text=True, capture_output=True, check=True).stdout.split()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "driver not shown"


def profile(name, copies, settings):
    """A profile row of so many copies at once, and the mean time of a request in ms."""
    rest = REST_S if copies == 1 else 0
    found = together([(name, None)] * copies, rest, settings)
    # Among copies only what ended while all were at it.
    ends = settings.profile_seconds if copies > 1 else float("inf")
    times = [1000 * (end - begin) for _, answers, *_ in found for _, begin, end in answers if end <= ends]
    if not times:
        sys.exit(f"{name}: no request ended in {settings.profile_seconds:g} s: lengthen --profile-seconds")
    mean = statistics.fmean(times)
    _, _, runtime, where, host_share = found[0]
    if copies == 1 and host_share is not None and host_share > HOST_BOUND:
        print(
            f"{name}: for {host_share:.0%} of a request the host still sends work, and the GPU waits for it:"
            " what is shared is not the GPU; take more --pictures",
            file=sys.stderr,
        )
    sharing = "one core" if settings.cpu else "MPS" if settings.mps else "time slicing of the driver"
    conditions = [
        where,
        *([] if settings.cpu else [driver()]),
        sharing,
        f"{settings.pictures} pictures in a request",
        f"each after a rest of {1000 * rest:g} ms" if rest > 0 else "back to back",
        f"{WARM_UP} to warm up",
        f"{platform.system()} {platform.release()}",
    ]
    scv = statistics.pvariance(times) / mean**2
    figures = [f"{mean:.6g}", f"{scv:.6g}", 1, copies, runtime, "fp32", "; ".join(conditions), len(times)]
    source = f"measured on {time.strftime('%Y-%m-%d')} by test/experiment/gpu.py: {name}"
    return [name, settings.device, *figures, source], mean


def schedule(rate, duration, seed):
    """Poisson arrivals: moments in s before `duration`, at `rate` per s. Same seed, same schedule."""
    chance, moment, due = random.Random(seed), 0.0, []
    while (moment := moment + chance.expovariate(rate)) < duration:
        due.append(moment)
    return due


def lateness(requests):
    """Mean delay in ms, from due to begun, of requests that found nobody present: what waking costs. None: there were none."""
    delays, busy_until = [], 0.0
    for due, begin, end, _ in sorted(requests):
        if busy_until <= due:
            delays.append(1000 * (begin - due))
        busy_until = max(busy_until, end)
    return statistics.fmean(delays) if delays else None


def co_locate(networks, alone, load, settings):
    """Every container an equal part of the load; its requests as (due, begin, end, network), in the order due."""
    works = []
    for i, name in enumerate(networks):
        rate = 1000 * load / len(networks) / alone[name]
        works.append((name, schedule(rate, settings.duration, f"{settings.seed} {i}")))
    found = together(works, 0, settings)
    return sorted((*times, networks[number]) for number, answers, *_ in found for times in answers)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", required=True, help="what profiles call this machine")
    parser.add_argument("--profiles", required=True, help="profile rows are written to this file")
    parser.add_argument("--out", required=True, help="the recording is written to this file, a run for each load")
    parser.add_argument("--networks", default="conv-s,conv-m,conv-l")
    parser.add_argument("--pictures", type=int, default=1, help="in one request: so many that the GPU takes 3 to 60 ms")
    parser.add_argument("--copies", default="1,2,3", help="copies at once, for phi(n)")
    parser.add_argument("--loads", default="0.3,0.5,0.7,0.8", help="of the GPU, in equal parts")
    parser.add_argument("--duration", type=float, default=60, help="of each run, s")
    parser.add_argument("--profile-seconds", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1, help="of the arrivals: another one is another repetition")
    parser.add_argument("--mps", action="store_true", help="the MPS daemon runs")
    parser.add_argument("--cpu", action="store_true", help="try the flow on one core")
    parser.add_argument("--onnx", metavar="DIR", help="DIR/<network>.onnx through onnxruntime-gpu")
    settings = parser.parse_args()
    networks = settings.networks.split(",")
    loads = [float(load) for load in settings.loads.split(",")]
    if any(name not in NETWORKS for name in networks):
        parser.error(f"--networks must be of {', '.join(NETWORKS)}")
    if len(set(networks)) < len(networks):
        parser.error("--networks must differ: a container is called as its network")
    if not all(0 < load < 1 for load in loads):
        parser.error("--loads must lie between 0 and 1: queues would grow without end")
    if not settings.cpu:
        check_mps(settings.mps)
    alone = {}
    with open(settings.profiles, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PROFILE_COLUMNS.split(","))
        for name in networks:
            for copies in sorted({1, *map(int, settings.copies.split(","))}):
                row, mean = profile(name, copies, settings)
                writer.writerow(row)
                alone.setdefault(name, mean)
    with open(settings.out, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(RECORDING_COLUMNS.split(","))
        for load in loads:
            run = f"{'mps' if settings.mps else 'time-slice'}-{load:g}-{settings.seed}"
            requests = co_locate(networks, alone, load, settings)
            late = lateness(requests)
            woken = "" if late is None else f"; those that found nobody present were taken up {late:.3f} ms late"
            print(f"{run}: {len(requests)} requests{woken}", file=sys.stderr)
            for due, begin, end, name in requests:
                writer.writerow([run, name, name, name, f"{due:.6f}", f"{begin:.6f}", f"{end:.6f}"])


if __name__ == "__main__":
    main()

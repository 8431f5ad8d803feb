"""The experiment on a GPU: networks share it under the time slicing of its driver, or (--mps) under MPS.

    python3 test/experiment/gpu.py --device my-gpu --profiles gpu.csv --load 0.5 --out run.csv
    edge-plan validate run.csv --device my-gpu --profiles gpu.csv --discipline time-slice --group-by run --app-by container

Needs PyTorch with CUDA; --onnx DIR takes DIR/<network>.onnx (those of `npm run experiment -- --keep DIR`) through
onnxruntime-gpu instead. Each container is a process with one queue. Requests are sent on a Poisson schedule whether or not
answers came, and times count from the scheduled moment. Profiles are measured first: alone and, for phi(n), beside copies.
--cpu tries the flow on one core (done with --onnx). Not run on a GPU yet.
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

# As in networks.js: side of the picture, channels of the first stage, convolutions at each halving of the picture.
NETWORKS = {
    "conv-s": (224, 48, [2, 2, 2]),
    "conv-m": (224, 64, [3, 4, 4]),
    "conv-l": (352, 64, [3, 4, 4]),
    "conv-xl": (448, 80, [3, 4, 4]),
}
WARM_UP = 50
LEAD_S = 1.0  # from the word to go to the first request


def torch_network(name, is_cpu):
    """An inference as a function that returns when the device is done with it, and what ran it."""
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(1)
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
    head = [torch.nn.AdaptiveAvgPool2d(1), torch.nn.Conv2d(channels[-1][1], 100, 1), torch.nn.Flatten()]
    network = torch.nn.Sequential(*layers, *head).eval().to(device)
    picture = torch.rand(1, 3, side, side, device=device)

    def infer():
        with torch.inference_mode():
            network(picture)
        if not is_cpu:
            torch.cuda.synchronize()

    return infer, f"PyTorch {torch.__version__}", "CPU" if is_cpu else torch.cuda.get_device_name()


def onnx_network(name, is_cpu, folder):
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    provider = "CPUExecutionProvider" if is_cpu else "CUDAExecutionProvider"
    session = onnxruntime.InferenceSession(os.path.join(folder, f"{name}.onnx"), options, providers=[provider])
    if session.get_providers()[0] != provider:
        sys.exit(f"onnxruntime has no {provider}")
    (taken,) = session.get_inputs()
    feeds = {taken.name: numpy.random.default_rng(1).random([1, *taken.shape[1:]], dtype=numpy.float32)}
    # The outputs come back to the host, so the device is done when run() returns.
    return lambda: session.run(None, feeds), f"onnxruntime {onnxruntime.__version__}", provider


def container(name, due, until, settings, ready, go, answers, number):
    """A process: loads and warms up its network, then serves its queue in order. Moments in s from the common start."""
    if settings.cpu and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    opened = onnx_network(name, settings.cpu, settings.onnx) if settings.onnx else torch_network(name, settings.cpu)
    infer, runtime, processor = opened
    for _ in range(WARM_UP):
        infer()
    ready.wait()
    go.wait()
    start = settings.epoch.value
    times = []
    # Without a schedule the next request is due when the one before it is done.
    for moment in due if due is not None else iter(int, 1):
        now = time.monotonic() - start
        while now < moment:
            time.sleep(moment - now)
            now = time.monotonic() - start
        if due is None and now > until:
            break
        infer()
        times.append((moment if due is not None else now, now, time.monotonic() - start))
    answers.put((number, times, runtime, processor))


def together(works, until, settings):
    """Runs containers (network, schedule or None) from one moment on; what each answered, in their order."""
    context = multiprocessing.get_context("spawn")
    settings.epoch = context.Value("d", 0.0)
    ready, go, answers = context.Barrier(len(works) + 1), context.Event(), context.Queue()
    processes = [
        context.Process(target=container, args=(name, due, until, settings, ready, go, answers, i), daemon=True)
        for i, (name, due) in enumerate(works)
    ]
    for process in processes:
        process.start()
    while ready.n_waiting < len(works):
        check_alive(processes)
        time.sleep(0.1)
    settings.epoch.value = time.monotonic() + LEAD_S
    ready.wait()
    go.set()
    found = []
    while len(found) < len(works):
        try:
            found.append(answers.get(timeout=1))
        except queue.Empty:
            check_alive(processes)
    for process in processes:
        process.join()
    return sorted(found)


def check_alive(processes):
    if any(process.exitcode for process in processes):
        sys.exit("a container could not go on: see what it said above")


def profile(name, copies, settings):
    """A profile row of so many copies at once, and the mean time in ms."""
    found = together([(name, None)] * copies, settings.profile_seconds, settings)
    times = [1000 * (end - begin) for _, answers, _, _ in found for _, begin, end in answers]
    mean = statistics.fmean(times)
    _, _, runtime, processor = found[0]
    sharing = "one core" if settings.cpu else "MPS" if settings.mps else "time slicing of the driver"
    row = [name, settings.device, f"{mean:.6g}", f"{statistics.pvariance(times) / mean**2:.6g}", 1, copies, runtime, "fp32"]
    where = f"{processor}; {sharing}; {platform.system()} {platform.release()}; {WARM_UP} to warm up"
    return row + [where, len(times), "test/experiment/gpu.py"], mean


def check_mps(is_wanted):
    """Under MPS nothing else may be measured, and the reverse: the daemon changes how every process shares the GPU."""
    try:
        asked = subprocess.run(["nvidia-cuda-mps-control"], input="get_server_list\n", text=True, capture_output=True)
        is_running = asked.returncode == 0
    except OSError:
        is_running = False
    if is_running != is_wanted:
        sys.exit("start the MPS daemon first: nvidia-cuda-mps-control -d" if is_wanted else "the MPS daemon runs: --mps")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", required=True, help="what profiles call this machine")
    parser.add_argument("--profiles", required=True, help="profile rows are written to this file")
    parser.add_argument("--out", required=True, help="the recording is written to this file")
    parser.add_argument("--networks", default="conv-s,conv-m,conv-l")
    parser.add_argument("--copies", default="1,2,3", help="copies at once, for phi(n)")
    parser.add_argument("--load", type=float, default=0.5, help="of the GPU, in equal parts")
    parser.add_argument("--duration", type=float, default=60, help="s")
    parser.add_argument("--profile-seconds", type=float, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mps", action="store_true", help="the MPS daemon runs")
    parser.add_argument("--cpu", action="store_true", help="try the flow on one core")
    parser.add_argument("--onnx", metavar="DIR", help="DIR/<network>.onnx through onnxruntime-gpu")
    settings = parser.parse_args()
    if not settings.cpu:
        check_mps(settings.mps)
    networks = settings.networks.split(",")
    alone = {}
    with open(settings.profiles, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            "model,device,service_ms,service_scv,batch,concurrency,runtime,precision,conditions,samples,source".split(",")
        )
        for name in networks:
            for copies in sorted({1, *map(int, settings.copies.split(","))}):
                row, mean = profile(name, copies, settings)
                writer.writerow(row)
                alone.setdefault(name, mean)
    works = []
    for i, name in enumerate(networks):
        chance, moment, due = random.Random(f"{settings.seed} {i}"), 0.0, []
        rate = 1000 * settings.load / len(networks) / alone[name]
        while (moment := moment + chance.expovariate(rate)) < settings.duration:
            due.append(moment)
        works.append((name, due))
    found = together(works, None, settings)
    run = f"{'mps' if settings.mps else 'time-slice'}-{settings.load:g}-{settings.seed}"
    requests = [(*times, networks[number]) for number, answers, _, _ in found for times in answers]
    with open(settings.out, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow("run,app,container,model,start_time,begin_time,end_time".split(","))
        for due, begin, end, name in sorted(requests):
            writer.writerow([run, name, name, name, f"{due:.6f}", f"{begin:.6f}", f"{end:.6f}"])


if __name__ == "__main__":
    main()

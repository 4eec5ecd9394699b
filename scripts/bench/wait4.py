"""Runs programs one by one and says what each took. Only wait4 knows a child's processor time and peak memory.

One command a line comes in, as JSON: {"argv": [...], "env": {...}, "cwd": "..."}; one line goes out for each.
"""
import json, os, subprocess, sys, time

for line in sys.stdin:
    job = json.loads(line)
    begin = time.perf_counter()
    child = subprocess.Popen(job["argv"], env=job["env"], cwd=job["cwd"], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    print(json.dumps({"wall": wall * 1000, "cpu": (used.ru_utime + used.ru_stime) * 1000,
                      "memory": used.ru_maxrss / 1024, "code": child.returncode}), flush=True)

"""Limits a process sets on itself before it opens a file nobody vouches for."""

import os
import sys


def limit_this_process(memory: int, seconds: float) -> None:
    """At most `memory` bytes and `seconds` of processor time; no crash report, nothing said on the terminal.

    Where the system refuses (a job object inside a job on Windows 7), the parent's own clock still holds.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a panic of the reader writes there
    if sys.platform == "win32":
        _limit_on_windows(memory, seconds)
    else:
        _limit_on_posix(memory, seconds)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION and its flags, winnt.h.
    _EXTENDED_LIMITS = 9
    _PROCESS_TIME, _PROCESS_MEMORY, _DIE_ON_UNHANDLED_EXCEPTION = 0x2, 0x100, 0x400
    _QUIET = 0x1 | 0x2 | 0x8000  # no dialog for a critical failure, a crash, a missing disk

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("least_working_set", ctypes.c_size_t),
            ("most_working_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", _BasicLimits),
            ("io_counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    def _limit_on_windows(memory: int, seconds: float) -> None:
        system = ctypes.WinDLL("kernel32")
        system.CreateJobObjectW.restype = wintypes.HANDLE
        system.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        system.GetCurrentProcess.restype = wintypes.HANDLE
        system.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            wintypes.LPVOID,
            wintypes.DWORD,
        )
        system.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        system.SetErrorMode(_QUIET)
        limits = _ExtendedLimits(process_memory=memory)
        limits.basic.flags = _PROCESS_TIME | _PROCESS_MEMORY | _DIE_ON_UNHANDLED_EXCEPTION
        limits.basic.process_time = int(seconds * 10_000_000)  # in 100 ns
        job = system.CreateJobObjectW(None, None)
        system.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        system.AssignProcessToJobObject(job, system.GetCurrentProcess())

else:
    import resource

    def _limit_on_posix(memory: int, seconds: float) -> None:
        for kind, most in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_CPU, int(seconds) + 1),
            (resource.RLIMIT_CORE, 0),
        ):
            _, allowed = resource.getrlimit(kind)
            resource.setrlimit(kind, (most if allowed == resource.RLIM_INFINITY else min(most, allowed), allowed))

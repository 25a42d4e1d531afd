"""Secrets as files that Windows locks to this user on this computer (DPAPI)."""

import sys
from pathlib import Path

from app import keystore_files
from app.keystores import Standing, Unavailable

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _NO_WINDOW = 0x1
    """CRYPTPROTECT_UI_FORBIDDEN (Windows API, dpapi.h)."""
    _ENTROPY = b"xinhuo data key 1 "
    """Bound in beside the user: a blob under another ident does not open."""
    _DESCRIPTION = "薪火数据密钥"

    class _Blob(ctypes.Structure):
        """DATA_BLOB (wincrypt.h)."""

        _fields_ = (("size", wintypes.DWORD), ("data", ctypes.POINTER(ctypes.c_char)))

    class ProtectedFiles:
        """A folder of small files, `<ident>.dpapi` each with what CryptProtectData makes of a secret."""

        def __init__(self, folder: Path, standing: Standing) -> None:
            self._folder = folder
            self.standing = standing

        def put(self, ident: str, secret: bytes) -> None:
            """Keep a secret, after seeing that Windows gives it back."""
            locked = _protect(secret, _ENTROPY + ident.encode())
            if locked is None or _unprotect(locked, _ENTROPY + ident.encode()) != secret:
                raise Unavailable
            keystore_files.keep(self._file(ident), locked)

        def get(self, ident: str) -> bytes | None:
            """The secret; None when there is none, or one of another user or computer, or a damaged one."""
            locked = keystore_files.read(self._file(ident))
            return _unprotect(locked, _ENTROPY + ident.encode()) if locked else None

        def forget(self, ident: str) -> None:
            """Remove its file."""
            keystore_files.remove(self._file(ident))

        def is_ready(self) -> bool:
            """Whether Windows protects a text of ours now."""
            return _protect(b"?", _ENTROPY) is not None

        def _file(self, ident: str) -> Path:
            return self._folder / f"{ident}.dpapi"

    def _protect(secret: bytes, entropy: bytes) -> bytes | None:
        return _called("CryptProtectData", secret, _DESCRIPTION, entropy)

    def _unprotect(locked: bytes, entropy: bytes) -> bytes | None:
        return _called("CryptUnprotectData", locked, None, entropy)

    def _called(name: str, given: bytes, description: str | None, entropy: bytes) -> bytes | None:
        """CryptProtectData and CryptUnprotectData take the same seven arguments; None when Windows refuses."""
        crypt, kernel = ctypes.WinDLL("crypt32"), ctypes.WinDLL("kernel32")
        function = getattr(crypt, name)
        blob = ctypes.POINTER(_Blob)
        function.argtypes = (
            *(blob, ctypes.c_void_p if description is None else wintypes.LPCWSTR, blob),
            *(ctypes.c_void_p, ctypes.c_void_p, wintypes.DWORD, blob),
        )
        function.restype = wintypes.BOOL
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)
        kernel.LocalFree.restype = ctypes.c_void_p
        made = _Blob()
        sources = (_blob(given), _blob(entropy))
        if not function(
            ctypes.byref(sources[0]), description, ctypes.byref(sources[1]), None, None, _NO_WINDOW, ctypes.byref(made)
        ):
            return None
        try:
            return ctypes.string_at(made.data, made.size)
        finally:
            ctypes.memset(made.data, 0, made.size)
            kernel.LocalFree(made.data)

    def _blob(data: bytes) -> _Blob:
        held = ctypes.create_string_buffer(data, len(data))
        return _Blob(len(data), ctypes.cast(held, ctypes.POINTER(ctypes.c_char)))

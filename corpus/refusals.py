"""What the operating system refuses, in words that a person reads.

>>> import errno
>>> refusal(OSError(errno.ENOSPC, "No space left on device"))
'磁碟空間不足'
"""

import errno

_WORDS = {
    errno.ENOENT: "路徑不存在",
    errno.EACCES: "沒有權限",
    errno.EPERM: "沒有權限",
    errno.EEXIST: "已有同名的檔案，不是資料夾",
    errno.ENOTDIR: "路徑當中有一段是檔案，不是資料夾",
    errno.EISDIR: "這是資料夾，不是檔案",
    errno.ENOSPC: "磁碟空間不足",
    errno.EDQUOT: "磁碟配額已滿",
    errno.EROFS: "磁碟是唯讀的",
    errno.ENAMETOOLONG: "檔名或路徑太長",
    errno.EIO: "磁碟或網路磁碟機有錯誤",
    errno.EBUSY: "正由別的程式使用",
    errno.ELOOP: "連結繞成了圈",
    errno.EMFILE: "同時開啟的檔案太多",
}


def refusal(error: OSError) -> str:
    """The reason, without a stop at its end; the system's own number where there is no word for it."""
    return _WORDS.get(error.errno or 0, f"系統錯誤 {error.errno or type(error).__name__}")

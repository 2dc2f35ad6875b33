"""Exceptions as sentences for a person: what is wrong, where, what to do. For the command line and the pages."""

import errno

from app.store.backup import BackupError
from app.store.catalog import LibraryDamaged, SourceDamaged
from app.store.home import MAX_MB_SETTING, HomeProblem
from app.store.lock import Busy
from app.store.study.database import StudyDamaged, StudyTooNew
from corpus.cards import CardError
from corpus.cues import CueError
from corpus.lexicon import LexiconError
from corpus.readers import ReadError
from corpus.refusals import refusal
from indexer.encoder import ModelDamaged, ModelError
from indexer.manifest import IndexProblem


def sentence(error: Exception) -> str | None:
    """The sentence for an expected error, None for one that nobody expected."""
    match error:
        case CardError() | LexiconError() | CueError():
            return f"{error}。請修正後再試；xietiao check 會列出全部問題。"
        case ModelDamaged() if error.shipped:
            fetch = "請重新取得程式庫裡的這個檔案，例如在程式資料夾執行 git checkout -- indexer/model"
            return f"程式內建的模型已損壞（{error.path} {error.why}）；{fetch}。"
        case ModelError():
            advice = f"請檢查 {error.setting}，或清掉這個設定"
            if "not installed" in error.reason:
                return f'設定的模型「{error.name}」要先執行 pip install -e ".[models]" 才能用；{advice}。'
            return f"設定的模型「{error.name}」不能用（{error.reason}）；{advice}。"
        case IndexProblem():
            return f"索引不能用：{error}；請執行 xietiao index --rebuild。"
        case SourceDamaged():
            return f"{error}；請重新匯入原來的檔案，或移除這份資料。"
        case LibraryDamaged():
            return f"{error}；請執行 xietiao doctor 看詳情，必要時用 xietiao restore 還原備份。"
        case Busy() | ReadError() | BackupError() | HomeProblem() | StudyDamaged() | StudyTooNew():
            return str(error)
        case ValueError() if str(error).startswith(MAX_MB_SETTING):
            return f"設定 {error} 不是大於 0 的數字；請改成以 MB 為單位的數字，例如 {MAX_MB_SETTING}=50。"
        case PermissionError():
            return f"沒有權限讀寫「{error.filename}」；請檢查資料夾的權限，或用 XIETIAO_HOME 指定別的資料夾。"
        case FileExistsError() | NotADirectoryError():
            return f"「{error.filename}」不是資料夾；請檢查 XIETIAO_HOME 的設定。"
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return "磁碟空間不足；請清出空間後再試，原有的資料沒有改動。"
        case OSError() if error.errno and error.filename:
            return f"「{error.filename}」不能讀寫（{refusal(error)}）；請檢查這個位置，或用 XIETIAO_HOME 換資料夾。"
    return None

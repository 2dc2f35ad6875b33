"""The learners' records: `study.sqlite3` under the home, and who may read what of it.

>>> study = Study.open(home)                         # doctest: +SKIP
>>> lin = study.learner("林佳穎")                     # doctest: +SKIP
>>> lin.submit("quiz-7f3a", [submission])            # doctest: +SKIP

A `LearnerRecords` sees one learner's records and no others'; what is across learners goes through `TrainerRecords`.
"""

from app.store.study.database import StudyDamaged, StudyTooNew
from app.store.study.exams import AnswersChanged, ExamRecords, SatExam
from app.store.study.learner import KeyReused, LearnerGone, LearnerRecords, Remark
from app.store.study.quizzes import QuizRecords
from app.store.study.study import FILE, Study
from app.store.study.trainer import Feedback, TrainerRecords

__all__ = [
    "FILE",
    "AnswersChanged",
    "ExamRecords",
    "Feedback",
    "KeyReused",
    "LearnerGone",
    "LearnerRecords",
    "QuizRecords",
    "Remark",
    "SatExam",
    "Study",
    "StudyDamaged",
    "StudyTooNew",
    "TrainerRecords",
]

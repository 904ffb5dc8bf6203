"""The page a planner reads, made from a study folder and nothing else.

from experiments import report
report.write(Path("results/demo"))          # report.html (English), report.zh.html, figures/
"""

from experiments.report.figures.png import NoFont
from experiments.report.study import NoStudy
from experiments.report.writing import write

__all__ = ["NoFont", "NoStudy", "write"]

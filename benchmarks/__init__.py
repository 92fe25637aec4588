"""What the book's clarity costs: our algorithms beside those of NumPy, SciPy and scikit-learn.

Both sides run on one thread and are charged processor time, so that the ratios do not depend on
what else the machine is doing.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # read by NumPy and scikit-learn when they are first imported

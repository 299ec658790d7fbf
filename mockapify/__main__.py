"""`python -m mockapify`"""

import sys

from mockapify.cli import main

sys.exit(main())

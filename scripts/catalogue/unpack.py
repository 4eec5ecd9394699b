"""Copies the files of a wheel that hold settings: python3 unpack.py WHEEL FOLDER."""

import re
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        if re.fullmatch(r"open_webui/(\w+|routers/auths|utils/\w+)\.py", name):
            wheel.extract(name, sys.argv[2])

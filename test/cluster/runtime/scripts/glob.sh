touch a.txt b.txt c.log .hidden; echo *.txt; echo *; echo nomatch*; echo [ab].txt; echo ?.log

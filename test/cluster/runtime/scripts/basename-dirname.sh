basename /a/b/c.txt; basename c.txt .txt; dirname /a/b/c; dirname x

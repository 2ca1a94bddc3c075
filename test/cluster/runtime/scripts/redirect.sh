echo out > f; echo more >> f; cat f; cat < f | wc -l

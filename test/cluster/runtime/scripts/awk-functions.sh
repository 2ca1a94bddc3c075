awk 'function sq(x) { return x*x } BEGIN { print sq(7), length("hello"), substr("hello",2,3), index("hello","l"), toupper("abc"), int(3.9) }'

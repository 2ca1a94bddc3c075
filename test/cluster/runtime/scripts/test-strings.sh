[ abc = abc ] && echo eq; [ abc != abd ] && echo ne; [ -z "" ] && echo empty; [ -n x ] && echo full; [ x ] && echo bare; [ ! x ] || echo not

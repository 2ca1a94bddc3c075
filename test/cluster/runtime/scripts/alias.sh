alias ll='echo listing'
ll a b
unalias ll

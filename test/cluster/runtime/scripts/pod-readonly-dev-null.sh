readonly CONST=5; echo $CONST; (CONST=6) 2>/dev/null || echo "cannot change"; echo $CONST; unset CONST 2>/dev/null; echo after

HOME=/h; echo ~ ~/x "~" a~ x=~; y=~/z; echo $y

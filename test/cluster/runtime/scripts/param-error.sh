(: ${nope:?is missing}); echo $?

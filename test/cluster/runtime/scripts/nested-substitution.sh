echo $(echo $(echo deep)) `echo \`echo back\``

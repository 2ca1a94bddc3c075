cat <<- END
	indented with tab
	  mixed
END
cat << 'END' | sed 's/^/> /'
no $expansion `here` \n
END

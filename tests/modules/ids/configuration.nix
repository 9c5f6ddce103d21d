# Names keep their ids whatever other names there are.
{ ... }: { }

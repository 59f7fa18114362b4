"""`python -m pontozo.cli`: the command, for programs that start modules, such as `accelerate launch -m`."""

from pontozo.cli import main

if __name__ == "__main__":
    main()

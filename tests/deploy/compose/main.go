// Command compose loads projects as `docker compose` does: against the schema of the Compose Specification, with every reference
// resolved. An argument is one project: its files, separated by commas, the later ones laid over the first.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	wrong := false
	for _, files := range os.Args[1:] {
		if err := load(strings.Split(files, ",")); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", files, err)
			wrong = true
		}
	}
	if wrong {
		os.Exit(1)
	}
}

func load(files []string) error {
	options, err := cli.NewProjectOptions(files, cli.WithOsEnv)
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	_, err = project.WithServicesEnvironmentResolved(false)
	return err
}

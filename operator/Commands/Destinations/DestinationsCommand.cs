using System.CommandLine;

namespace K8sRouter.Operator.Commands.Destinations;

/// <summary><c>destinations</c> and what is below it.</summary>
internal static class DestinationsCommand
{
    public static Command Create(Flags flags, OperatorOptions options, Terminal terminal) =>
        new("destinations", "Looks after the destinations of traces.") { TestCommand.Create(flags, options, terminal) };
}

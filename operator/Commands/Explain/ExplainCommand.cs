using System.CommandLine;
using K8sRouter.Operator.Commands.Cluster;
using K8sRouter.Operator.Sources;

namespace K8sRouter.Operator.Commands.Explain;

/// <summary><c>explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(Flags flags, OperatorOptions options, Terminal terminal)
    {
        var model = new Argument<string>("MODEL") { Description = "Name of the model, author/slug." };
        var workspace = new Option<string>("--workspace", "-n")
        {
            Description = "Namespace of the workspace.",
            HelpName = "WORKSPACE",
            Required = true,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Form of the answer.",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var connection = new ConnectionOptions(flags);
        var command = new Command(
            "explain",
            "Says why each endpoint of a model may be used in a workspace, or not: of the folder --resources, or else of what is "
            + "in force in a cluster, for which reading ConfigMaps in the namespace is enough.")
        {
            model, workspace, output, connection.KubeConfig, connection.Context,
        };
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            terminal,
            async () =>
            {
                var name = parsed.GetValue(workspace)!;
                ExplainedWorkspace found;
                if (parsed.GetValue(options.Resources) is { } resources)
                {
                    var source = new DirectorySource(resources, TimeSpan.Zero, terminal.Time);
                    found = FolderWorkspace.Find(source, parsed.GetValue(options.OperatorNamespace)!, name, terminal);
                }
                else
                {
                    using var kubernetes = connection.Open(parsed, terminal.Time);
                    found = await ClusterWorkspace.FindAsync(kubernetes, name, cancellationToken);
                }
                return ExplainRun.Run(found, parsed.GetValue(model)!, parsed.GetValue(output) == "json", terminal);
            },
            cancellationToken));
        return command;
    }
}

using System.CommandLine;

namespace K8sRouter.Operator.Commands.Logs;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };
}

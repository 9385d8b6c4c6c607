using System.CommandLine;

namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary><c>logs show</c>.</summary>
internal static class ShowCommand
{
    public static Command Create(LogsContext context)
    {
        var id = new Argument<string>("ID") { Description = "The generation's id, gen-..." };
        var json = CommonOptions.Json(
            "One object: generation (as GET /api/v1/generation), content (as GET /api/v1/generation/content), content_state.");
        var content = new Option<bool>("--content") { Description = "The content alone, the very document that is stored." };
        var command = new Command("show", "Shows one generation: its record and its content.") { id, json, content };
        context.Help.Add(
            command,
            "show gen-1795232776-iUp3elvDIMXaAkzl1f3U --store gs://team-a-prompts",
            "show gen-1795232776-iUp3elvDIMXaAkzl1f3U --resources manifests --workspace team-a --content | jq .output");
        command.SetAction((parsed, cancellationToken) => CommandAction.RunAsync(
            context.Terminal,
            () =>
            {
                var form = (parsed.GetValue(json), parsed.GetValue(content)) switch
                {
                    (true, true) => throw CommandException.Usage("--json and --content: only one can be printed."),
                    (true, false) => ShowForm.Json,
                    (false, true) => ShowForm.Content,
                    _ => ShowForm.Text,
                };
                var run = new ShowRun(context.Stores.Open(parsed), context.Terminal);
                return run.RunAsync(parsed.GetValue(id)!, form, cancellationToken);
            },
            cancellationToken));
        return command;
    }
}

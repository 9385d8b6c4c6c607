using System.Globalization;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Operator.Commands.Logs.Stores;

namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary>Shows one generation.</summary>
internal sealed class ShowRun(LogStore store, Terminal terminal)
{
    public async Task<int> RunAsync(string id, ShowForm form, CancellationToken cancellationToken)
    {
        if (!GenerationIds.TryParse(id, out var second, out var sidecar))
        {
            throw CommandException.Usage(
                $"'{id}' isn't the id of a generation: those are gen-, Unix seconds, a dash and 20 letters or digits.");
        }
        await StoreWorkspaces.CheckAsync(store, cancellationToken);
        if (await store.Reader.FindAsync(id, cancellationToken) is not { } generation)
            throw CommandException.Problem(NotFound(id, second, sidecar));
        var content = await store.Reader.ReadContentAsync(generation, cancellationToken);
        if (form == ShowForm.Content && content.Kind != StoredContentKind.Present)
        {
            throw CommandException.Problem(
                $"generation {id} has no content to print: {ContentStates.Sentence(content.Kind, generation)}");
        }
        terminal.Output.Write(form switch
        {
            ShowForm.Json => ShowJson.Render(generation, content),
            ShowForm.Content => Encoding.UTF8.GetString(content.Document.Span) + "\n",
            _ => Text(generation, content),
        });
        terminal.Output.Flush();
        return ExitCodes.Success;
    }

    private string NotFound(string id, DateTimeOffset second, string sidecar)
    {
        var whose = store.Scope.Workspace is { } workspace ? $"workspace {workspace}'s" : "every workspace's";
        var age = terminal.Time.GetUtcNow() - second;
        var late = age < TimeSpan.FromMinutes(10) && age > TimeSpan.FromMinutes(-1)
            ? " It is fresh: a sidecar delivers a segment when it is full or a minute old." : "";
        var hour = second.UtcDateTime.ToString("yyyy-MM-dd', hour 'HH", CultureInfo.InvariantCulture);
        return $"{store} doesn't hold {id}: looked in {whose} records of {hour} (UTC), of sidecar {sidecar}.{late}";
    }

    private static string Text(StoredGeneration generation, StoredContent content)
    {
        var text = new StringBuilder(RecordText.Render(generation.Record));
        if (generation.Erased)
            RecordText.Row(text, "erased", "on demand: who it was and what was said are gone, the numbers stay");
        RecordText.Row(text, "content", ContentStates.Sentence(content.Kind, generation));
        if (content.Kind == StoredContentKind.Present)
        {
            using var document = JsonDocument.Parse(content.Document);
            text.Append(ContentText.Render(document.RootElement));
        }
        return text.ToString();
    }
}

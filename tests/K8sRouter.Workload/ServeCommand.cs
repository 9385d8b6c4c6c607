using System.ClientModel;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace K8sRouter.Workload;

/// <summary>
/// <c>serve</c>: an application that runs until it is stopped. <c>GET :8080/ask?prompt=</c> answers what the model did,
/// <c>/stream?prompt=</c> piece by piece. SIGTERM lets what is running come to its end.
/// </summary>
internal static class ServeCommand
{
    private const string Address = "http://*:8080/";

    public static async Task<int> RunAsync()
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add(Address);
        listener.Start();
        Console.WriteLine("serving");

        var stopping = new TaskCompletionSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stopping.TrySetResult();
        });
        var running = new HashSet<Task>();
        var next = listener.GetContextAsync();
        while (await Task.WhenAny([next, stopping.Task, .. running]) is var done && done != stopping.Task)
        {
            running.Remove(done);
            if (done != next)
                continue;
            running.Add(AnswerAsync(await next));
            next = listener.GetContextAsync();
        }
        await Task.WhenAll(running);
        Console.WriteLine("stopped");
        return 0;
    }

    private static async Task AnswerAsync(HttpListenerContext call)
    {
        string prompt = call.Request.QueryString["prompt"] ?? "hello";
        Console.WriteLine($"{call.Request.Url!.AbsolutePath} begins");
        try
        {
            if (call.Request.Url.AbsolutePath == "/stream")
            {
                call.Response.SendChunked = true;
                await foreach (string piece in Model.StreamAsync(prompt))
                    await WriteAsync(call, piece);
            }
            else
            {
                await WriteAsync(call, await Model.AskAsync(prompt));
            }
            Console.WriteLine($"{call.Request.Url.AbsolutePath} ends");
        }
        catch (Exception fault)
        {
            Console.WriteLine($"{call.Request.Url.AbsolutePath} fails: {fault}");
            await TellAsync(call, fault);
        }
        finally
        {
            call.Response.Close();
        }
    }

    private static async Task TellAsync(HttpListenerContext call, Exception fault)
    {
        try
        {
            call.Response.StatusCode = (fault as ClientResultException)?.Status is > 0 and int status ? status : 502;
            await WriteAsync(call, fault.Message);
        }
        catch (Exception late) when (late is InvalidOperationException or HttpListenerException or ObjectDisposedException)
        {
            // The answer has begun, or nobody waits for it any more.
        }
    }

    private static async Task WriteAsync(HttpListenerContext call, string text)
    {
        await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        await call.Response.OutputStream.FlushAsync();
    }
}

using System.ClientModel;

namespace K8sRouter.Workload;

/// <summary><c>ask PROMPT</c>: one call, as a Job or an init container makes it.</summary>
internal static class AskCommand
{
    /// <returns>0: answered; 1: the call failed.</returns>
    public static async Task<int> RunAsync(string prompt)
    {
        try
        {
            Console.WriteLine(await Model.AskAsync(prompt));
            return 0;
        }
        catch (Exception fault) when (fault is ClientResultException or HttpRequestException)
        {
            Console.Error.WriteLine(fault.Message);
            return 1;
        }
    }
}
